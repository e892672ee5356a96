"use strict";
// Lights the places of a finding while its card is pointed at, focused or chosen; and finds the card of a place.
(() => {
  const article = document.getElementById("article");
  const list = document.getElementById("cards");
  if (!article || !list) return;
  const wide = matchMedia("(min-width: 1000px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let chosen = null;
  let quiet = false; // the focus comes from the text: do not move the text under the reader's eyes

  const placesOf = (number) => article.querySelectorAll(`[data-f~="${number}"]`);
  const cardOf = (number) => document.getElementById(`f${number}`);

  const light = (number) => {
    article.querySelectorAll(".lit").forEach((place) => place.classList.remove("lit"));
    list.querySelectorAll(".lit").forEach((card) => card.classList.remove("lit"));
    if (number === null) return;
    placesOf(number).forEach((place) => place.classList.add("lit"));
    cardOf(number).classList.add("lit");
  };
  const scrollTo = (element, block) =>
    element.scrollIntoView({ block, inline: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  const show = (element) => {
    const box = element.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight - 60) scrollTo(element, "center");
  };
  const choose = (number) => {
    chosen = number;
    light(number);
  };

  list.querySelectorAll(".card").forEach((card) => {
    const number = card.dataset.n;
    card.addEventListener("pointerenter", () => light(number));
    card.addEventListener("pointerleave", () => light(chosen));
    card.addEventListener("focusin", () => {
      choose(number);
      const first = placesOf(number)[0];
      if (first && !quiet && wide.matches) show(first);
    });
    card.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link && !link.hash.startsWith("#f")) return;
      event.preventDefault();
      choose(number);
      const anchor = link && document.getElementById(link.hash.slice(1));
      const place = anchor ? anchor : placesOf(number)[0];
      if (place) (wide.matches ? show : (element) => scrollTo(element, "center"))(place);
    });
  });

  article.addEventListener("click", (event) => {
    const ref = event.target.closest("a");
    const place = event.target.closest("[data-f]");
    if ((ref && !ref.classList.contains("ref")) || !(ref || place) || String(getSelection())) return;
    const number = ref ? ref.hash.slice(2) : place.dataset.f.split(" ")[0];
    const card = cardOf(number);
    if (!card) return;
    event.preventDefault();
    quiet = true;
    card.querySelector(".go").focus({ preventScroll: true });
    quiet = false;
    scrollTo(card, wide.matches ? "nearest" : "center");
  });
  article.addEventListener("pointerover", (event) => {
    const place = event.target.closest("[data-f]");
    list.querySelectorAll(".near").forEach((card) => card.classList.remove("near"));
    if (place) place.dataset.f.split(" ").forEach((number) => cardOf(number).classList.add("near"));
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
  });
})();
