"use strict";
/* What a page does besides being read: every part of it is there, and linked, without this script too. */
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const made = (name, text = "", cls = "") => {
    const element = document.createElement(name);
    element.textContent = text;
    element.className = cls;
    return element;
  };

  /* Light or dark: the system's choice until the reader's; a browser that keeps nothing forgets it without a word. */
  const kept = {
    get: () => { try { return localStorage.getItem("theme"); } catch { return null; } },
    set: (value) => { try { localStorage.setItem("theme", value); } catch { /* not kept */ } },
  };
  const asked = kept.get();
  if (asked === "dark" || asked === "light") root.dataset.theme = asked;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function theme() {
    const button = document.getElementById("theme");
    if (!button) return;
    const name = () => { button.textContent = dark() ? "Light colours" : "Dark colours"; };
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      kept.set(root.dataset.theme);
      name();
    });
    system.addEventListener("change", name);
    name();
    button.hidden = false;
  }

  /* Copying a text that stands on the page. */
  function copying() {
    const status = made("p", "", "unseen");
    status.setAttribute("role", "status");
    document.body.append(status);
    for (const button of all("button[data-copies]")) {
      const words = button.textContent;
      const text = document.getElementById(button.dataset.copies);
      if (!text) continue;
      button.hidden = false;
      button.addEventListener("click", async () => {
        let done = false;
        try {
          await navigator.clipboard.writeText(text.textContent);
          done = true;
        } catch {
          getSelection().selectAllChildren(text);
          done = document.execCommand("copy");
        }
        status.textContent = button.textContent = done ? "Copied" : "Selected: copy it with your keyboard";
        setTimeout(() => { button.textContent = words; status.textContent = ""; }, 4000);
      });
    }
  }

  /* Which events met which observation: places on the page, either way. */
  const met = new Map();
  const pair = (one, other) => {
    if (!met.has(one)) met.set(one, new Set());
    met.get(one).add(other);
  };
  const address = (link) => link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "";
  const TRIGGERS = 'a[*|href^="#event-"], a[*|href^="#rate-"], [data-events], .window[id] > h3';

  function places(trigger) {
    if (trigger.dataset.events) return trigger.dataset.events.split(" ");
    if (trigger.localName === "h3") return [trigger.parentElement.id];
    const place = address(trigger).slice(1);
    try { return [decodeURIComponent(place)]; } catch { return [place]; }
  }

  function light(trigger) {
    const off = all(".lit");
    off.forEach((element) => element.classList.remove("lit"));
    if (!trigger) return;
    const own = places(trigger);
    const lit = new Set(own);
    own.forEach((place) => (met.get(place) ?? []).forEach((other) => lit.add(other)));
    for (const element of all(TRIGGERS)) {
      if (places(element).some((place) => lit.has(place)) && !element.closest(".contents")) element.classList.add("lit");
    }
    for (const place of lit) {
      const card = document.getElementById(place);
      if (card?.matches(".event")) card.classList.add("lit");
    }
  }

  /* A few words beside a sign or a tag: they stay while they are pointed at, and Escape takes them away. */
  const tip = made("div", "", "tip");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let pointed = null;
  let dismissed = null;
  let leaving = 0;

  function words(trigger) {
    const [told, ...others] = places(trigger).map((place) => document.getElementById(place)).filter(Boolean);
    if (!told) return trigger.getAttribute("aria-label") ?? "";
    if (told.matches(".event")) {
      const event = (card) => [card.dataset.title, card.querySelector("dd")?.textContent].filter(Boolean).join(" \u2013 ");
      return [told, ...others].map(event).join("; ");
    }
    return all(":scope > h3, :scope > .move, :scope > .judgement", told).map((one) => one.textContent.trim()).join(" \u2013 ");
  }

  function hideTip() {
    clearTimeout(leaving);
    tip.hidden = true;
    pointed?.removeAttribute("aria-describedby");
    pointed = null;
  }

  function showTip(trigger) {
    clearTimeout(leaving);
    if (pointed === trigger) return;
    hideTip();
    const text = trigger.matches("a") ? words(trigger) : "";
    if (!text) return;
    pointed = trigger;
    tip.textContent = text;
    tip.hidden = false;
    trigger.setAttribute("aria-describedby", "tip");
    const at = trigger.getBoundingClientRect();
    const room = root.clientWidth - tip.offsetWidth - 16;
    const below = at.bottom + 6 + tip.offsetHeight < root.clientHeight;
    tip.style.left = `${scrollX + Math.max(16, Math.min(at.left, room))}px`;
    tip.style.top = `${scrollY + (below ? at.bottom + 6 : Math.max(6, at.top - 6 - tip.offsetHeight))}px`;
  }

  function meeting() {
    for (const block of all(".window[id][data-met]")) {
      for (const event of block.dataset.met.split(" ")) {
        pair(block.id, event);
        pair(event, block.id);
      }
    }
    document.body.append(tip);
    const focused = () => {
      const element = document.activeElement;
      return element?.matches(":focus-visible") ? element.closest(TRIGGERS) : null;
    };
    const enter = ({ target, type }) => {
      if (tip.contains(target)) { clearTimeout(leaving); return; }
      const trigger = target.closest?.(TRIGGERS) ?? (type === "pointerover" ? focused() : null);
      if (!trigger || trigger === dismissed) return leave();
      dismissed = null;
      light(trigger);
      showTip(trigger);
    };
    const leave = () => {
      light(null);
      clearTimeout(leaving);
      leaving = setTimeout(hideTip, 200);
    };
    document.addEventListener("pointerover", enter);
    document.addEventListener("focusin", enter);
    document.addEventListener("focusout", () => { dismissed = null; leave(); });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && pointed) { dismissed = pointed; hideTip(); light(null); }
    });
  }

  /* Where a number comes from, beside it. Without popovers its link leads to the same words further down. */
  const copied = (element) => Array.from(element.cloneNode(true).childNodes);

  function line(list, key, nodes) {
    const both = made("div");
    const value = made("dd");
    value.append(...nodes);
    both.append(made("dt", key), value);
    list.append(both);
  }

  const valueOf = (cell) => (cell.querySelector(".back") ?? cell.firstChild).textContent;

  function nameOf(cell) {
    const head = all("thead th", cell.closest("table"))[cell.cellIndex].cloneNode(true);
    head.querySelector(".reckoned-from")?.remove();
    return `${head.textContent} ${cell.parentElement.querySelector("th").textContent}`;
  }

  function originsOf(places) {
    const told = [];
    const groups = new Set();
    for (const place of places) {
      const cell = document.getElementById(place);
      const group = cell?.closest(".origin-group");
      if (!group) continue;
      const list = made("dl");
      const heads = all("thead th", cell.closest("table"));
      line(list, "Value", [valueOf(cell)]);
      for (const fact of all("td:not([id])", cell.parentElement)) {
        if (fact.textContent) line(list, heads[fact.cellIndex].textContent, copied(fact));
      }
      const parts = (cell.dataset.parts ?? "").split(" ").map((part) => document.getElementById(part)).filter(Boolean);
      for (const part of parts) {
        line(list, "From", [`${nameOf(part)}: ${valueOf(part)}`]);
        groups.add(part.closest(".origin-group"));
      }
      if (!parts.length) groups.add(group);
      told.push(made("h4", nameOf(cell)), list);
    }
    for (const group of groups) {
      const list = made("dl", "", "shared");
      line(list, "Source", copied(group.querySelector("h3")));
      for (const fact of all(".facts > div", group)) line(list, fact.firstElementChild.textContent, copied(fact.lastElementChild));
      told.push(list);
    }
    return told;
  }

  function provenance() {
    if (!("popover" in HTMLElement.prototype)) return;
    const box = made("div", "", "origin");
    box.popover = "auto";
    box.tabIndex = -1;
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", "Where this number comes from");
    document.body.append(box);
    let opener = null;
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a.number");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
      const told = originsOf(link.dataset.from.split(" "));
      if (!told.length) return;
      event.preventDefault();
      const doors = made("p", "", "doors");
      const close = made("button", "Close");
      close.type = "button";
      close.addEventListener("click", () => box.hidePopover());
      const further = made("a", "In the list of all origins");
      further.href = link.getAttribute("href");
      further.addEventListener("click", () => { opener = null; box.hidePopover(); });
      doors.append(close, further);
      box.replaceChildren(...told, doors);
      box.showPopover();
      opener = link;
      const at = link.getBoundingClientRect();
      const below = at.bottom + 8 + box.offsetHeight < root.clientHeight;
      box.style.left = `${Math.max(16, Math.min(at.left, root.clientWidth - box.offsetWidth - 16))}px`;
      box.style.top = `${below ? at.bottom + 8 : Math.max(16, at.top - 8 - box.offsetHeight)}px`;
      box.focus({ preventScroll: true });
    });
    box.addEventListener("toggle", (event) => {
      if (event.newState === "closed") { opener?.focus({ preventScroll: true }); opener = null; }
    });
    box.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !box.contains(relatedTarget) && relatedTarget !== opener) { opener = null; box.hidePopover(); }
    });
  }

  /* A table wider than its room moves sideways, by key as well. */
  function sideways() {
    for (const box of all(".table:not([tabindex])")) {
      if (box.scrollWidth <= box.clientWidth) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? "Table");
    }
  }

  /* The contents mark the part that is read: the last one that has begun in the upper part of the window. */
  function reading() {
    const links = all('.contents a[href^="#"]');
    const parts = links.map((link) => document.getElementById(address(link).slice(1)));
    if (!links.length || parts.includes(null)) return;
    const mark = () => {
      const line = Math.min(200, root.clientHeight / 3);
      const ends = Math.ceil(scrollY + root.clientHeight) >= root.scrollHeight;
      const begun = parts.filter((part) => part.getBoundingClientRect().top <= line).length;
      const here = (ends && scrollY ? links.length : begun) - 1;
      links.forEach((link, number) => {
        if (number === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
      const list = links[0].closest(".contents");
      const over = links[here]?.getBoundingClientRect();
      if (over && list.scrollHeight > list.clientHeight) list.scrollTop += over.top - list.clientHeight / 2;
    };
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    addEventListener("resize", mark);
    mark();
  }

  document.addEventListener("DOMContentLoaded", () => { theme(); copying(); meeting(); provenance(); reading(); });
  addEventListener("load", sideways);
  addEventListener("resize", sideways);
})();
