"use strict";
// The story: what an editor types is kept a moment later, on top of the revision it was typed on. Nothing is lost in
// silence: what cannot be kept stays on the page and is said; what somebody else changed meanwhile is shown beside it.
(() => {
  const root = document.querySelector(".story");
  if (!root) return;
  const story = root.dataset.story;
  const csrf = document.body.dataset.csrf;
  const draft = document.getElementById("draft");
  const cards = document.getElementById("cards");
  const checks = document.getElementById("checks");
  const saved = document.getElementById("saved");
  const conflict = document.getElementById("conflict");
  const conflictBody = document.getElementById("conflict-body");
  let revision = Number(root.dataset.revision);
  let queue = []; // edits that are not sent yet
  let sending = null; // edits on their way
  let timer = null;

  const say = (words, isBad = false) => {
    saved.textContent = words;
    saved.classList.toggle("making", isBad);
  };
  const textsOf = (sentence) => [...sentence.querySelectorAll(":scope > .own")].map((own) => own.textContent);
  const put = (edit) => {
    if (edit.op === "words") queue = queue.filter((each) => each.op !== "words" || each.sentence !== edit.sentence);
    queue.push(edit);
  };

  const take = (answer) => {
    revision = answer.revision;
    root.dataset.revision = revision;
    if (answer.same) return;
    document.getElementById("version").textContent = answer.version;
    if (answer.checks) checks.innerHTML = answer.checks;
    const isTyping = draft.contains(document.activeElement) && document.activeElement.classList.contains("own");
    if (answer.draft && !(isTyping && answer.merged)) {
      const focused = document.activeElement.closest?.("[data-post]")?.dataset.post;
      draft.innerHTML = answer.draft;
      const isFilling = document.activeElement.closest?.(".who-form"); // what is typed about another post stays
      if (!isFilling) cards.innerHTML = answer.cards;
      if (answer.added) {
        const own = draft.querySelector(`[data-sentence="${answer.added}"] > .own`);
        if (own) {
          own.focus();
          getSelection().selectAllChildren(own);
        }
      }
      if (focused) cards.querySelector(`[data-post="${CSS.escape(focused)}"]`)?.focus();
    } else {
      draft.querySelectorAll(".sentence").forEach((each) => {
        each.classList.toggle("unsourced", answer.unsourced.includes(each.dataset.sentence));
      });
    }
    if (answer.saved) say(answer.merged ? `${answer.saved} · ${root.dataset.merged}` : answer.saved);
  };

  const send = async (force = false) => {
    clearTimeout(timer);
    if (sending || !queue.length) return;
    sending = queue;
    queue = [];
    say(root.dataset.saving);
    try {
      const response = await fetch(`/stories/${story}/edits`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
        body: JSON.stringify({ revision, edits: sending, force }),
      });
      const type = response.headers.get("content-type") || "";
      const answer = type.includes("json") ? await response.json() : { error: (await response.text()).slice(0, 400) };
      if (response.status === 409) {
        revision = answer.revision;
        queue = sending.concat(queue);
        conflictBody.innerHTML = answer.conflict;
        conflict.showModal();
      } else if (!response.ok) {
        say(`${root.dataset.failed} ${answer.error}`, true);
        sending.filter((each) => each.op === "words").forEach((each) => {
          const sentence = draft.querySelector(`[data-sentence="${each.sentence}"]`);
          if (sentence) sentence.classList.add("unsaved");
        });
      } else {
        take(answer);
      }
    } catch {
      queue = sending.concat(queue);
      say(root.dataset.failed, true);
      timer = setTimeout(send, 3000);
    } finally {
      sending = null;
    }
    if (queue.length && !conflict.open && !timer) send();
    timer = null;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = null;
      send();
    }, 800);
  };

  draft.addEventListener("input", (event) => {
    const own = event.target.closest(".own");
    const sentence = own && own.closest(".sentence");
    if (!sentence) return;
    put({ op: "words", sentence: sentence.dataset.sentence, texts: textsOf(sentence) });
    later();
  });
  draft.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest(".own")) event.preventDefault();
  });
  draft.addEventListener("focusout", (event) => {
    if (event.target.closest(".own") && queue.length) send();
  });
  draft.addEventListener("change", (event) => {
    const verb = event.target.closest("[data-verb]");
    if (!verb) return;
    put({ op: "verb", sentence: verb.closest(".sentence").dataset.sentence, verb: verb.value });
    send();
  });
  draft.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    const sentence = button.closest(".sentence").dataset.sentence;
    const kind = button.dataset.do;
    if (kind === "remove") put({ op: "remove", sentence });
    if (kind === "add") put({ op: "add", after: sentence, text: "…" });
    if (kind === "evidence") {
      const chosen = [...button.closest("[data-evidence]").querySelectorAll("input:checked")];
      put({ op: "evidence", sentence, records: chosen.map((each) => each.value) });
    }
    send();
  });
  cards.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    put({ op: button.dataset.act, posts: [button.closest("[data-post]").dataset.post] });
    send();
  });
  cards.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-who]");
    if (!form) return;
    event.preventDefault();
    const post = form.closest("[data-post]").dataset.post;
    put({ op: "who", post, ...Object.fromEntries(new FormData(form)) });
    send();
  });
  conflict.addEventListener("click", (event) => {
    const button = event.target.closest("[data-conflict]");
    if (!button) return;
    conflict.close();
    if (button.dataset.conflict === "mine") {
      send(true);
    } else {
      queue = [];
      location.reload();
    }
  });
  conflict.addEventListener("cancel", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (queue.length || sending) event.preventDefault();
  });
})();
