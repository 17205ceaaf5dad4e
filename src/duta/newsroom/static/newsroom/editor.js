/* The editor's live parts: the count of the lead, the check of a channel version, the time that only one choice needs.
   Answers may arrive out of order: each new question cancels the one before. */
(() => {
  const { Controller } = window.StimulusModule;
  const PAUSE = 350; // milliseconds without a key before a version is checked
  const OF_STORY = ["title", "lead", "slug", "picture", "picture_alt", "shared_text", "shared_tags"];

  class CountController extends Controller {
    static values = { limit: Number };

    connect() {
      this.field = this.element.querySelector("textarea, input[type=text]");
      if (!this.field) return;
      this.output = document.createElement("p");
      this.output.className = "duta-count-line";
      this.field.closest("[data-field]")?.append(this.output);
      this.show = () => {
        const length = Array.from(this.field.value).length;
        this.output.textContent = `${length} / ${this.limitValue}`;
        this.output.classList.toggle("duta-count-line--over", length > this.limitValue);
      };
      this.field.addEventListener("input", this.show);
      this.show();
    }

    disconnect() {
      this.field?.removeEventListener("input", this.show);
      this.output?.remove();
    }
  }

  class CheckController extends Controller {
    static targets = ["output", "failed"];

    connect() {
      this.row = this.element.closest("[data-inline-panel-child]");
      if (!this.row) return;
      this.prefix = this.row.id.replace(/^inline_child_/, "");
      this.about = document.querySelector("[data-duta-context]");
      this.form = this.element.closest("form");
      this.later = (event) => this.#maybe(event);
      this.form.addEventListener("input", this.later);
      this.form.addEventListener("change", this.later);
      // Pictures are chosen and taken away without an event of their own.
      this.watch = new MutationObserver(() => this.#soon());
      const media = this.row.querySelector("[data-contentpath=media]") || this.row;
      this.watch.observe(media, { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
      this.#ask();
    }

    disconnect() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.watch?.disconnect();
      this.form?.removeEventListener("input", this.later);
      this.form?.removeEventListener("change", this.later);
    }

    #maybe(event) {
      const name = event.target.name || "";
      if (name.startsWith(`${this.prefix}-`) || OF_STORY.includes(name)) this.#soon();
    }

    #soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#ask(), PAUSE);
    }

    #question() {
      const question = new FormData();
      for (const [name, value] of new FormData(this.form)) {
        if (name.startsWith(`${this.prefix}-`) || OF_STORY.includes(name)) question.append(name, value);
      }
      question.set("prefix", this.prefix);
      question.set("story", this.about.dataset.story);
      question.set("parent", this.about.dataset.parent);
      return question;
    }

    async #ask() {
      if (!this.about || this.prefix.includes("__prefix__")) return;
      const question = this.#question();
      const asked = JSON.stringify([...question]);
      if (asked === this.asked) return;
      this.asking?.abort();
      this.asking = new AbortController();
      const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
      try {
        const answer = await fetch(this.about.dataset.url, {
          method: "POST",
          body: question,
          signal: this.asking.signal,
          headers: { [CSRF_HEADER_NAME]: CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" },
        });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const html = await answer.text();
        this.asked = asked;
        this.outputTarget.innerHTML = html;
        this.failedTarget.hidden = true;
      } catch (error) {
        if (error.name === "AbortError") return;
        this.failedTarget.hidden = false;
      }
    }
  }

  class WhenController extends Controller {
    static targets = ["time"];

    connect() {
      this.show = () => {
        const chosen = this.element.querySelector("input[name=mode]:checked");
        this.timeTarget.hidden = chosen?.value !== "at_time";
      };
      this.element.addEventListener("change", this.show);
      this.show();
    }

    disconnect() {
      this.element.removeEventListener("change", this.show);
    }
  }

  window.wagtail.app.register("duta-count", CountController);
  window.wagtail.app.register("duta-check", CheckController);
  window.wagtail.app.register("duta-when", WhenController);
})();
