/* The composer's live check: one question for all versions; the server counts. An answer replaces what it is about, and
   never a field that somebody types in. Each new question cancels the one before: answers may arrive out of order. */
(() => {
  const { Controller } = window.StimulusModule;
  const PAUSE = 350; // milliseconds without a key before the versions are checked

  class ComposeController extends Controller {
    static targets = ["failed"];

    connect() {
      this.later = () => this.#soon();
      this.element.addEventListener("input", this.later);
      this.element.addEventListener("change", this.later);
      // Pictures are chosen and taken away without an event of their own.
      this.watch = new MutationObserver(() => this.#soon());
      for (const chooser of this.element.querySelectorAll(".duta-field input[type=hidden]")) {
        this.watch.observe(chooser, { attributes: true, attributeFilter: ["value"] });
      }
      this.asked = this.#spelt(this.#question());
    }

    disconnect() {
      clearTimeout(this.timer);
      this.asking?.abort();
      this.watch?.disconnect();
      this.element.removeEventListener("input", this.later);
      this.element.removeEventListener("change", this.later);
    }

    #soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#ask(), PAUSE);
    }

    #question() {
      const question = new FormData(this.element);
      question.set("do", "check");
      return question;
    }

    #spelt(question) {
      return JSON.stringify([...question]);
    }

    async #ask() {
      const question = this.#question();
      const asked = this.#spelt(question);
      if (asked === this.asked) return;
      this.asking?.abort();
      this.asking = new AbortController();
      const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
      try {
        const answer = await fetch(window.location.pathname, {
          method: "POST",
          body: question,
          signal: this.asking.signal,
          headers: { [CSRF_HEADER_NAME]: CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" },
        });
        if (!answer.ok) throw new Error(`${answer.status}`);
        const { parts } = await answer.json();
        for (const place of this.element.querySelectorAll("[data-check]")) {
          const html = parts[place.dataset.check];
          if (html !== undefined && place.innerHTML !== html) place.innerHTML = html;
        }
        this.asked = asked;
        this.failedTarget.hidden = true;
      } catch (error) {
        if (error.name === "AbortError") return;
        this.failedTarget.hidden = false;
      }
    }
  }

  window.wagtail.app.register("duta-compose", ComposeController);
})();
