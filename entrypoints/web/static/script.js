// Comfort only: every page does without. Nothing here decides, nothing here stores.
"use strict";

// One open menu at a time; Échap closes it and gives the focus back.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.open || !menu.closest(".bar")) return;
  for (const other of document.querySelectorAll(".bar details[open]"))
    if (other !== menu) other.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement.closest(".bar details[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form is posted once: a second click waits for the first answer.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent && form.method === "post") event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Leaving a form in which something was typed is asked for by the browser itself.
let typed = document.querySelector("form[data-typed]") !== null;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post" && !("light" in form.dataset)) typed = true;
});
document.addEventListener("submit", () => { typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// A grid saves each row when one leaves it, as its own button does; what it answers replaces it.
for (const grid of document.querySelectorAll("form[data-grid]")) {
  grid.classList.add("alone");
  for (const one of grid.querySelectorAll(".script")) one.hidden = false;
  const said = grid.querySelector("[data-said]");
  const initial = (box) =>
    box.options ? [...box.options].find((o) => o.defaultSelected)?.value ?? "" : box.defaultValue;
  const boxes = (row) => [...row.querySelectorAll(".typed > *")];
  const changed = (row) => boxes(row).some((box) => box.value !== initial(box));
  const show = (row) => {
    for (const box of boxes(row))
      box.parentNode.classList.toggle("dirty", box.value !== initial(box));
    if (changed(row)) row.querySelector(".status").firstChild.textContent = "● non enregistrée";
  };
  const save = async (row, name = "ligne") => {
    const line = row.id.slice(1);
    const data = new URLSearchParams({ jeton: grid.elements.jeton.value, partie: "ligne", [name]: line });
    for (const box of row.querySelectorAll("input, select, textarea")) data.set(box.name, box.value);
    row.querySelector(".status").firstChild.textContent = "… enregistrement";
    try {
      const answer = await fetch(grid.action, { method: "POST", body: data, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(row.id);
      if (!fresh) throw new Error("sans ligne");
      const focused = row.contains(document.activeElement) && document.activeElement.name;
      row.replaceWith(fresh);
      if (focused) fresh.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
      said.textContent = fresh.querySelector("[role=alert]") ? "" : `Ligne ${fresh.querySelector("td").textContent.trim()} enregistrée`;
    } catch {
      row.querySelector(".status").firstChild.textContent = "✕ pas enregistrée : utilisez le bouton";
      grid.classList.remove("alone");
    }
    typed = [...grid.querySelectorAll("tbody")].some(changed);
  };
  grid.addEventListener("input", (event) => show(event.target.closest("tbody")));
  grid.addEventListener("focusout", (event) => {
    const row = event.target.closest("tbody");
    if (row && !row.contains(event.relatedTarget) && !row.querySelector(".conflict") && changed(row)) save(row);
  });
  grid.addEventListener("click", (event) => {
    const choice = event.target.closest("[name=garder], [name=mettre]");
    if (!choice) return;
    event.preventDefault();
    save(choice.closest("tbody"), choice.name);
  });
  grid.addEventListener("keydown", (event) => {
    const box = event.target;
    const row = box.closest(".typed") && box.closest("tbody");
    if (!row) return;
    if (event.key === "Escape") {
      if (box.options) box.value = initial(box); else box.value = box.defaultValue;
      show(row);
    } else if (event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const key = box.name.split(".")[1];
      const same = [...grid.querySelectorAll(".typed > *")].filter((one) => one.name.endsWith("." + key));
      const next = same[same.indexOf(box) + (event.key === "ArrowUp" ? -1 : 1)];
      if (next) { event.preventDefault(); next.focus(); }
    } else if (event.key === "Enter" && box.tagName === "INPUT") {
      event.preventDefault();
      save(row);
    }
  });
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t]/.test(text)) return;
    event.preventDefault();
    const paste = document.getElementById("coller");
    paste.elements.texte.value = text;
    paste.submit();
  });
}

// The box of a heading ticks those of its page.
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[name="${name}"]`))
    box.checked = event.target.checked;
});

// The wall. What runs is said in words and may be stopped; what changed is shown every few seconds.
// Where it stands is kept in the address, so that a reload goes on.
const wall = document.querySelector(".wall");
if (wall) {
  const state = new URLSearchParams(location.hash.slice(1));
  const clock = wall.querySelector("[data-minutes]");
  const keep = () => history.replaceState(null, "", "#" + state);
  const said = (minutes, total) => minutes > 0 ? [`${minutes} min`, `restent sur ${total}`]
    : [`${-minutes} min`, `au-delà de ${total}`];
  const run = () => {
    const total = Number(clock.dataset.minutes);
    const gone = state.has("arret") ? Number(state.get("arret")) : Date.now() - Number(state.get("debut"));
    const [value, words] = said(Math.ceil(total - gone / 60000), total);
    const shown = wall.querySelector("[data-minutes]");
    if (!shown) return;
    shown.querySelector("b").textContent = value;
    shown.querySelector("span").textContent = words + (state.has("arret") ? ", compteur arrêté" : "");
    shown.querySelector(".fill").setAttribute("width", Math.min(100, gone / total / 600));
  };
  const button = (name, on, off, held, turn) => {
    const found = wall.querySelector(`[data-pause="${name}"]`);
    if (!found) return;
    const show = () => { found.textContent = state.has(held) ? off : on; };
    found.hidden = false;
    found.addEventListener("click", () => { turn(); keep(); show(); });
    show();
  };
  if (clock) {
    if (!state.has("debut")) state.set("debut", Date.now());
    keep();
    run();
    setInterval(run, 5000);
    button("minutes", "Arrêter le compteur", "Reprendre le compteur", "arret", () => {
      if (state.has("arret")) {
        state.set("debut", Date.now() - Number(state.get("arret")));
        state.delete("arret");
      } else state.set("arret", Date.now() - Number(state.get("debut")));
      setTimeout(run);
    });
  }
  const fresh = wall.querySelector("[data-fresh]");
  if (fresh && !fresh.querySelector("form")) {
    button("fresh", "Suspendre l’actualisation", "Reprendre l’actualisation", "fige", () => {
      if (state.has("fige")) state.delete("fige"); else state.set("fige", "1");
    });
    setInterval(async () => {
      if (state.has("fige") || document.hidden) return;
      const answer = await fetch(location.pathname + location.search).catch(() => null);
      if (!answer || !answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of ["#vif", ".results"]) {
        const [old, now] = [wall.querySelector(part), page.querySelector(part)];
        if (old && !now) old.remove();
        if (old && now && !old.contains(document.activeElement)) old.replaceWith(now);
      }
      if (clock) run();
    }, 1000 * Number(fresh.dataset.fresh));
  }
}

// Keys 1, 2, 3 choose a result, inside the group that has the focus only.
document.addEventListener("keydown", (event) => {
  const group = event.target.closest("[data-keys]");
  const chosen = group && /^[1-9]$/.test(event.key) && group.children[Number(event.key) - 1];
  if (chosen) chosen.click();
});

// What is wrong is read first.
const errors = document.querySelector(".errors, .conflict");
if (errors) errors.focus();

// Two minutes before the session closes, a bar says so.
const closing = document.querySelector("[data-closes]");
if (closing) {
  const left = new Date(closing.dataset.closes) - Date.now();
  if (left > 0) setTimeout(() => { closing.hidden = false; }, Math.max(0, left - 120000));
}

// Keys of one letter, for who chose them in their preferences; never while something is typed.
if (document.documentElement.dataset.raccourcis === "oui") {
  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("th a"));
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const all = rows();
    const row = all[Math.min(Math.max(here() + step, 0), all.length - 1)];
    if (row) row.querySelector("th a").focus();
  };
  const keys = {
    "/": () => document.getElementById("chercher")?.focus(),
    j: () => go(1),
    k: () => go(-1),
    x: () => rows()[here()]?.querySelector("input[type=checkbox]")?.click(),
    o: () => rows()[here()]?.querySelector("th a").click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

// A page that tells how far some work is asks again by itself, until it is paused.
const moving = document.querySelector("[data-refresh]");
if (moving) setTimeout(() => { if (document.contains(moving)) location.reload(); }, moving.dataset.refresh * 1000);
