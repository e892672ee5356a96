"use strict";
// What every screen of the desk needs: news from the server, files dropped, keys, the drawer. Works by attributes.
(() => {
  const body = document.body;
  const csrf = body.dataset.csrf;
  const live = document.getElementById("live");
  const drawer = document.getElementById("drawer");
  const drawerBody = document.getElementById("drawer-body");

  // Every request of htmx carries the token of this session.
  body.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRF-Token"] = csrf;
  });

  // News: the server says that something changed, the parts of the page that care ask again. At most one a second.
  let seen = body.dataset.news;
  let waiting = null;
  const say = (state, words) => {
    if (!live || live.dataset.state === state) return;
    live.dataset.state = state;
    live.querySelector(".words").textContent = words;
  };
  document.addEventListener("click", (event) => {
    const back = event.target.closest("a[data-back]");
    if (!back || history.length < 2 || !document.referrer.startsWith(location.origin)) return;
    event.preventDefault(); // the browser's own way back has the fields as they were left
    history.back();
  });

  const stream = new EventSource("/events");
  stream.addEventListener("open", () => say("live", live.dataset.live));
  stream.addEventListener("error", () => say("lost", live.dataset.lost));
  stream.addEventListener("news", (event) => {
    const news = JSON.parse(event.data);
    if (news.jobs || news.is_making) say("busy", live.dataset.busy);
    else say("live", live.dataset.live);
    if (String(news.news) === seen) return;
    seen = String(news.news);
    waiting ??= setTimeout(refresh, 500);
  });
  const refresh = () => {
    // A part that somebody is using waits until they are done.
    const isUsed = document.querySelector(".board details[open], .board :focus");
    waiting = isUsed ? setTimeout(refresh, 1000) : null;
    if (!isUsed) body.dispatchEvent(new CustomEvent("news"));
  };
  addEventListener("pagehide", () => stream.close());

  // Files: a form with `data-drop` takes what is dropped on the page; one with `data-busy` says that it works.
  const dropForm = document.querySelector("form[data-drop]");
  if (dropForm) {
    const field = dropForm.querySelector('input[type="file"]');
    addEventListener("dragover", (event) => {
      event.preventDefault();
      dropForm.classList.add("over");
    });
    addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) dropForm.classList.remove("over");
    });
    addEventListener("drop", (event) => {
      event.preventDefault();
      dropForm.classList.remove("over");
      if (event.dataTransfer.files.length) {
        field.files = event.dataTransfer.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        const area = dropForm.querySelector("textarea");
        if (area) area.value += event.dataTransfer.getData("text/plain");
      }
    });
  }
  document.addEventListener("change", (event) => {
    const names = event.target.matches('.file-of input[type="file"]') && event.target.parentElement.querySelector(".names");
    if (names) names.textContent = [...event.target.files].map((file) => file.name).join(" · ") || names.dataset.none;
  });

  // What was written and not sent yet outlives a reload, a switch of language, an error: in this tab alone.
  const fields = [...document.querySelectorAll("textarea[data-keep]")];
  const slot = (field) => `tawatur ${location.pathname} ${field.id}`;
  try {
    const sent = sessionStorage.getItem("tawatur sent");
    if (sent && !document.querySelector("main [role=alert]")) sessionStorage.removeItem(sent);
    sessionStorage.removeItem("tawatur sent");
    fields.forEach((field) => {
      if (new URLSearchParams(location.search).has("new")) sessionStorage.removeItem(slot(field));
      if (!field.value) field.value = sessionStorage.getItem(slot(field)) || "";
      field.addEventListener("input", () => sessionStorage.setItem(slot(field), field.value));
    });
    document.addEventListener("submit", (event) => {
      const field = event.target.querySelector('textarea[data-keep="until-sent"]');
      if (field) sessionStorage.setItem("tawatur sent", slot(field));
    });
  } catch {
    // A browser that keeps nothing, or a text longer than it keeps: the page works without.
  }

  document.addEventListener("submit", (event) => {
    const words = event.target.dataset.busy;
    const button = event.target.querySelector("button.main");
    if (!words || !button) return;
    button.textContent = words;
    button.setAttribute("aria-busy", "true");
    event.target.classList.add("sent");
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  // The drawer: a link with `data-drawer` opens over the page what it leads to.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    drawerBody.textContent = drawer.dataset.loading;
    drawer.showModal();
    await htmx.ajax("GET", link.href, { target: "#drawer-body", swap: "innerHTML" });
  });
  if (drawer) {
    drawer.addEventListener("click", (event) => {
      if (event.target === drawer) drawer.close();
    });
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const place = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(place.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(place);
    }
  });
  // One menu at a time; Escape closes it.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.menu[open]")) return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
    });
    const choices = event.target.querySelector(":scope > .choices");
    if (!choices) return;
    event.target.classList.remove("flipped");
    const box = choices.getBoundingClientRect();
    event.target.classList.toggle("flipped", box.left < 4 || box.right > innerWidth - 4);
  }, true);
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // Keys: J and K move among what bears `data-key`; the others do what a button of that item does.
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const items = () => [...document.querySelectorAll("[data-key]")];
  const move = (step) => {
    const all = items();
    const at = all.findIndex((item) => item.contains(document.activeElement));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
    if (next) next.focus();
  };
  const press = (selector) => {
    const item = items().find((each) => each.contains(document.activeElement));
    const button = item && item.querySelector(selector);
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-send]")) {
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => (menu.open = false));
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const item = event.target.closest("[data-key]");
    if (event.key === "Enter" && item === event.target && item && item.dataset.open) location.href = item.dataset.open;
    if (body.dataset.keys !== "1" || (drawer && drawer.open)) return;
    const doing = {
      j: () => move(1),
      k: () => move(-1),
      a: () => press("[data-accept]"),
      h: () => press("[data-hide]"),
      m: () => press("[data-mute]"),
      "/": () => document.getElementById("q")?.focus(),
    }[{ ت: "j", ن: "k", ش: "a", ا: "h", ة: "m", ظ: "/" }[event.key] || event.key.toLowerCase()];
    if (!doing) return;
    event.preventDefault();
    doing();
  });
})();
