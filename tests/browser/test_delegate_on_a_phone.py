"""Clearance in real life: the signatory is away, a delegate clears it on a phone without script, and the order shows."""

import secrets

from browser import clearing, outside, planning, writing
from browser.system import System
from browser.writing import Text


def test_a_delegate_clears_on_a_phone_and_the_order_stands_under_the_signature(house, system: System):
    tag = secrets.token_hex(3)
    rani, ayu, sari = house.person("rani"), house.person("ayu"), house.person("sari")
    dimas = house.person("dimas", viewport=clearing.PHONE, java_script_enabled=False)
    planning.make_strategy(rani, f"Strategi {tag}")
    planning.make_objective(rani, f"Sasaran {tag}", f"Strategi {tag}")
    planning.make_activity(rani, f"Kegiatan {tag}", f"Sasaran {tag} (en) (Strategi {tag} (en))")
    text = Text(f"Saman {tag}", "Tiga belas penari, satu irama.", "Mereka menepuk dada bersama.", "Penari Saman.")
    writing.write_story(ayu, text, activity=f"Kegiatan {tag}")
    writing.propose_versions(ayu)
    writing.submit(ayu, "Sari Handayani")

    order = f"{tag}/PLH/2026"
    clearing.delegate(sari, "Dimas Saputra, Pengelola kanal", position="Kepala Perwakilan", order=order)
    clearing.sign_on_phone(dimas, text.title)
    assert f"Dimas Saputra, Plh. Kepala Perwakilan, order no. {order}, valid " in dimas.text
    outside.read_on_portal(house.visitor("id"), title=text.title, lead=text.lead)

    clearing.revoke(sari, "Dimas Saputra")
    dimas.open("/desk/newsroom/phone/")
    assert text.title not in dimas.text
