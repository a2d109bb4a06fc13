/* The editor of descriptions. The page works without this file, and better with it. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const icon = (name) => {
    const svg = "http://www.w3.org/2000/svg";
    const drawn = document.createElementNS(svg, "svg");
    drawn.setAttribute("class", `i i-${name}`);
    drawn.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(svg, "use");
    use.setAttribute("href", `#i-${name}`);
    drawn.append(use);
    return drawn;
  };
  const button = (label, act, kind = "") => {
    const made = make("button", { type: "button", class: `btn sm ${kind}` }, label);
    made.addEventListener("click", act);
    return made;
  };
  const later = (wait, act) => {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, typeof wait === "function" ? wait() : wait);
    };
  };

  const box = one("[data-editor]");
  const form = one("#editor");
  const { parse } = window.opus;
  const announcer = one("[data-announce]");
  const announce = (text) => {
    announcer.textContent = "";
    setTimeout(() => (announcer.textContent = text), 50);
  };
  const notes = one("[data-notes]");
  const clock = (moment) =>
    moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  /* ---- What is typed: one text for each control, by its name. */

  const TOKEN = "csrfmiddlewaretoken";
  const lists = all("[data-list]");
  const rowsOf = (list) => all(":scope > [data-rows] > [data-row]", list);

  /* However many controls there are, the portal gets one text. */
  form.addEventListener("formdata", ({ formData }) => {
    const typed = {};
    for (const [name, value] of [...formData]) {
      if (name === TOKEN) continue;
      if (!(name in typed)) typed[name] = value;
      formData.delete(name);
    }
    for (const list of lists) {
      rowsOf(list).forEach((row, place) => {
        const prefix = `${list.dataset.list}-${row.dataset.row}-`;
        for (const [name, text] of Object.entries(waiting.get(row) ?? {})) {
          typed[prefix + name] = text;
        }
        typed[`${prefix}order`] = String(place + 1);
      });
    }
    formData.set("typed", JSON.stringify(typed));
  });
  /* Of a large description, rows get their controls when they are opened. */
  const waiting = new WeakMap();
  const snapshot = () => new FormData(form).get("typed");

  /* ---- The script: line numbers, indentation, the way to a line. */

  const script = one("#f-script");
  const gutter = one("[data-gutter]");
  let lines = 0;
  const number = () => {
    const now = script.value.split("\n").length;
    if (now !== lines) {
      lines = now;
      gutter.textContent = Array.from({ length: now }, (_, i) => i + 1).join("\n");
    }
    gutter.scrollTop = script.scrollTop;
  };
  const put = (text) => {
    script.focus();
    if (!document.execCommand("insertText", false, text)) {
      script.setRangeText(text, script.selectionStart, script.selectionEnd, "end");
      script.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const goTo = (line) => {
    const before = script.value.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, text) => sum + text.length + 1, 0);
    const end = script.value.indexOf("\n", start);
    script.focus();
    script.setSelectionRange(start, end < 0 ? script.value.length : end);
    const height = parseFloat(getComputedStyle(script).lineHeight);
    script.scrollTop = Math.max(0, (line - 4) * height);
    script.scrollIntoView({ block: "nearest" });
  };
  const unit = () => (/^\t/m.test(script.value) ? "\t" : "    ");
  const indent = (back) => {
    const { value, selectionStart: from, selectionEnd: to } = script;
    if (!back && from === to) return put(unit());
    const start = value.lastIndexOf("\n", from - 1) + 1;
    const last = value.indexOf("\n", to > from ? to - 1 : to);
    const end = last < 0 ? value.length : last;
    const changed = value
      .slice(start, end)
      .split("\n")
      .map((line) => (back ? line.replace(/^(\t| {1,4})/, "") : line && unit() + line))
      .join("\n");
    if (changed === value.slice(start, end)) return undefined;
    script.setSelectionRange(start, end);
    put(changed);
    if (from === to) {
      const moved = Math.max(start, from - (end - start - changed.length));
      script.setSelectionRange(moved, moved);
    } else {
      script.setSelectionRange(start, start + changed.length);
    }
    return undefined;
  };
  let leaves = false; // Escape, and the next Tab leaves the field
  script.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaves = true;
    else if (event.key === "Tab" && !leaves && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      indent(event.shiftKey);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.isComposing) {
      const start = script.value.lastIndexOf("\n", script.selectionStart - 1) + 1;
      const [blanks] = /^[ \t]*/.exec(script.value.slice(start, script.selectionStart));
      if (blanks) {
        event.preventDefault();
        put(`\n${blanks}`);
      }
    } else if (event.key !== "Shift" && event.key !== "Tab") leaves = false;
  });
  script.addEventListener("blur", () => (leaves = false));
  script.addEventListener("scroll", () => (gutter.scrollTop = script.scrollTop));
  script.addEventListener("input", number);
  new ResizeObserver(number).observe(script);
  number();

  /* ---- Rows: what a closed one says, which fields its kind has. */

  const field = (row, name) => {
    const typed = waiting.get(row);
    if (typed) return name in typed ? { value: typed[name] } : undefined;
    const { list } = row.closest("[data-list]").dataset;
    return one(`[name="${list}-${row.dataset.row}-${CSS.escape(name)}"]`, row);
  };
  const short = (control) => control.name.replace(/^[a-z_]+-\d+-/, "");
  const fitOut = (row) => {
    const typed = waiting.get(row);
    if (!typed) return;
    const whole = one("details", blank(row.closest("[data-list]"), row.dataset.row));
    one("summary", whole).remove();
    one("details", row).append(...whole.childNodes);
    waiting.delete(row);
    for (const control of all("[name]", row)) set(control, typed[short(control)]);
    giveValues(row, typed);
    suit(row);
  };
  const nameOf = (row) => (field(row, "name") ?? field(row, "pattern")).value.trim();
  const called = (row) => nameOf(row) || row.closest("[data-list]").dataset.one;

  const summarise = (row) => {
    if (waiting.has(row)) return;
    const list = row.closest("[data-list]");
    const text = (selector, value) => (one(selector, row).textContent = value);
    text(".r-name", nameOf(row) || `new ${list.dataset.one}`);
    text(".r-title", (field(row, "title") ?? field(row, "explanation")).value);
    const kind = field(row, "kind")?.value;
    const set = field(row, "default")?.value.split("\n").join(", ").slice(0, 40);
    if (kind) text(".r-facts", set ? `${kind} = ${set}` : kind);
    else if (list.dataset.list === "generated") text(".r-facts", field(row, "pattern").value);
    for (const tool of all("[data-do]", row)) {
      tool.setAttribute("aria-label", `${tool.title} ${called(row)}`);
    }
  };
  const suit = (row) => {
    if (waiting.has(row)) return;
    const kind = field(row, "kind")?.value;
    if (!kind) return;
    for (const part of all("[data-kinds]", row)) {
      const control = one("input, select, textarea", part);
      const isSet = control.tagName !== "SELECT" && control.value !== "";
      part.hidden = !part.dataset.kinds.split(" ").includes(kind) && !isSet;
    }
  };
  const refresh = (list) => {
    one("[data-empty]", list).hidden = rowsOf(list).length > 0;
  };

  /* ---- Examples give values to what there is, under its present name. */

  const listOf = (kind) => lists.find((list) => list.dataset.list === kind);
  const names = (...kinds) =>
    kinds.flatMap((kind) => rowsOf(listOf(kind)).map(nameOf)).filter(Boolean);
  const safe = (text) => text.replace(/[^A-Za-z0-9_-]/g, "_");

  const newValue = (prefix, name) => {
    const id = `f-${prefix}-values-${safe(name)}`;
    const text = make("textarea", {
      rows: 1, id, name: `${prefix}-values-${name}`, class: "mono", spellcheck: "false",
    });
    const label = make("label", { for: id }, make("code", {}, name));
    const told = make("div", { class: "told", id: `${id}_told` });
    const attributes = { class: "fld given", "data-value": name, "data-cell": id };
    return make("div", attributes, label, text, told);
  };
  const newResult = (prefix, name) => {
    const id = `f-${prefix}-results-${safe(name)}`;
    const tick = make("input", { type: "checkbox", id, name: `${prefix}-results-${name}` });
    const label = make("label", { for: id }, make("code", {}, name));
    return make("span", { class: "tick", "data-result": name }, tick, label);
  };
  const isGiven = (part) =>
    all("textarea, input", part).some((x) => (x.type === "checkbox" ? x.checked : x.value));
  const keepTo = (parent, key, wanted, build) => {
    const there = new Map(all(`[data-${key}]`, parent).map((p) => [p.dataset[key], p]));
    for (const [name, part] of there) {
      if (!wanted.includes(name) && !isGiven(part)) part.remove();
    }
    for (const name of wanted) {
      if (!there.has(name)) parent.append(build(name));
    }
  };
  const keepToNames = (row, values, results) => {
    const prefix = `examples-${row.dataset.row}`;
    keepTo(one(".given-list", row), "value", values, (name) => newValue(prefix, name));
    keepTo(one(".ticks", row), "result", results, (name) => newResult(prefix, name));
    one(".ex-none", row).hidden = values.length > 0;
  };
  /* What an example gives, also for what is not there any more. */
  const giveValues = (row, typed) => {
    if (!one(".given-list", row)) return;
    const given = (sort) =>
      Object.keys(typed).filter((name) => name.startsWith(sort)).map((n) => n.slice(sort.length));
    keepToNames(row, [...given("values-"), ...names("parameters", "used")], [
      ...given("results-"),
      ...names("generated"),
    ]);
    for (const control of all("[name]", row)) set(control, typed[short(control)]);
  };
  const harmonise = () => {
    const values = names("parameters", "used");
    const results = names("generated");
    for (const row of rowsOf(listOf("examples"))) {
      if (!waiting.has(row)) keepToNames(row, values, results);
    }
    const parameters = names("parameters").map((name) => make("option", { value: name }));
    one("#w-parameter-names").replaceChildren(...parameters);
    offer([...values, ...results]);
  };
  const rename = (kind, before, after) => {
    const sort = kind === "generated" ? "result" : "value";
    rowsOf(listOf("examples")).forEach(fitOut);
    for (const part of all(`[data-${sort}]`, listOf("examples"))) {
      if (part.dataset[sort] !== before) continue;
      const prefix = part.closest("[data-row]").dataset.row;
      const build = sort === "value" ? newValue : newResult;
      const fresh = build(`examples-${prefix}`, after);
      const [old, now] = [one("textarea, input", part), one("textarea, input", fresh)];
      now.value = old.value;
      now.checked = old.checked;
      part.replaceWith(fresh);
    }
  };

  /* ---- Names of what there is, to be put into the script. */

  const MOST_OFFERED = 40;
  const offer = (found) => {
    const isPython = /^#!.*python/.test(script.value);
    const write = (name) => (isPython ? `os.environ["${name}"]` : `$${name}`);
    const buttons = found.slice(0, MOST_OFFERED).map((name) => {
      const label = isPython ? name : `$${name}`;
      const made = button(label, () => put(write(name)), "mono");
      made.setAttribute("aria-label", `Insert ${write(name)}`);
      return made;
    });
    one("[data-insert-names]").replaceChildren(...buttons);
    one("[data-insert]").hidden = found.length === 0;
  };

  /* ---- Rows are added, moved, copied, removed. */

  const numbered = new Map(); // the next number of each list
  const nextNumber = (list) => {
    const known = rowsOf(list).map((row) => Number(row.dataset.row));
    const next = Math.max(numbered.get(list) ?? 0, ...known.map((n) => n + 1), 0);
    numbered.set(list, next + 1);
    return next;
  };
  const blank = (list, n = nextNumber(list)) => {
    const row = one("template[data-blank]", list).content.firstElementChild.cloneNode(true);
    for (const element of [row, ...all("*", row)]) {
      for (const { name, value } of [...element.attributes]) {
        if (value.includes("__n__")) element.setAttribute(name, value.replaceAll("__n__", n));
      }
    }
    return row;
  };
  const place = (list, row, before = null) => {
    one("[data-rows]", list).insertBefore(row, before);
    row.dataset.name = nameOf(row);
    summarise(row);
    suit(row);
    refresh(list);
  };
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));
  const reveal = (row) => {
    fitOut(row);
    one("details", row).open = true;
  };
  const first = (row) => one(".grid input, .grid textarea", row);

  const add = (list) => {
    const row = blank(list);
    place(list, row);
    harmonise();
    reveal(row);
    first(row).focus();
    changed();
  };
  const copyInto = (row, from) => {
    for (const control of all("[name]", from)) {
      const target = field(row, short(control));
      if (!target) continue;
      if (control.type === "checkbox") target.checked = control.checked;
      else target.value = control.value;
    }
  };
  const freeName = (name) => {
    const taken = new Set(names("parameters", "used", "generated", "examples"));
    const stem = name.replace(/_?\d+$/, "");
    let count = 2;
    while (taken.has(`${stem}_${count}`)) count += 1;
    return `${stem}_${count}`;
  };
  const duplicate = (row) => {
    fitOut(row);
    const list = row.closest("[data-list]");
    const copy = blank(list);
    one("[data-rows]", list).insertBefore(copy, row.nextElementSibling);
    harmonise();
    copyInto(copy, row);
    const name = field(copy, "name");
    if (name?.value) name.value = freeName(name.value);
    place(list, copy, row.nextElementSibling);
    harmonise();
    reveal(copy);
    first(copy).focus();
    first(copy).select();
    announce(`${called(row)} was duplicated.`);
    changed();
  };
  const move = (row, step) => {
    const list = row.closest("[data-list]");
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return announce(`${called(row)} is at the ${step < 0 ? "top" : "end"}.`);
    const focused = document.activeElement;
    if (step < 0) other.before(row);
    else other.after(row);
    if (row.contains(focused)) focused.focus();
    row.scrollIntoView({ block: "nearest" });
    tellPlace(list, row);
    changed();
    return undefined;
  };
  const tellPlace = (list, row) => {
    const rows = rowsOf(list);
    announce(`${called(row)} is now ${rows.indexOf(row) + 1} of ${rows.length}.`);
  };
  const remove = (row) => {
    const list = row.closest("[data-list]");
    const name = called(row);
    const next = row.nextElementSibling;
    row.remove();
    refresh(list);
    harmonise();
    const undo = button("Undo", () => {
      bar.remove();
      place(list, row, next?.isConnected ? next : null);
      harmonise();
      one("summary", row).focus();
      announce(`${name} is back.`);
      changed();
    });
    undo.setAttribute("aria-label", `Undo: bring ${name} back`);
    const text = make("span", {}, make("code", {}, name), " was removed. ");
    const bar = make("div", { class: "gone" }, text, undo);
    one("[data-gone]", list).append(bar);
    undo.focus();
    announce(`${name} was removed.`);
    changed();
  };
  const tools = {
    up: (row) => move(row, -1),
    down: (row) => move(row, 1),
    copy: duplicate,
    remove,
  };

  form.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    const tool = event.target.closest("[data-do]");
    if (tool) tools[tool.dataset.do](row);
    const adding = event.target.closest("[data-add]");
    if (adding) add(adding.closest("[data-list]"));
    const folding = event.target.closest("[data-fold]");
    if (folding) {
      const isOpen = folding.getAttribute("aria-pressed") !== "true";
      folding.setAttribute("aria-pressed", String(isOpen));
      folding.textContent = isOpen ? "Close all" : "Open all";
      rowsOf(folding.closest("[data-list]")).forEach((r) => (one("details", r).open = isOpen));
    }
  });
  form.addEventListener("toggle", ({ target }) => {
    if (target.matches("[data-row] > details")) fitOut(target.parentElement);
  }, true);
  form.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: -1, ArrowDown: 1 };
    const row = event.target.closest("[data-row]");
    if (!row || !event.altKey || !steps[event.key] || event.target.matches("select")) return;
    event.preventDefault();
    move(row, steps[event.key]);
  });
  form.addEventListener("input", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (!row) return;
    summarise(row);
    if (event.target.name.endsWith("-kind")) suit(row);
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row || !event.target.name.endsWith("-name")) return;
    const list = row.closest("[data-list]").dataset.list;
    const [before, after] = [row.dataset.name ?? "", nameOf(row)];
    row.dataset.name = after;
    if (before && after && before !== after) rename(list, before, after);
    harmonise();
  });

  /* A row follows the pointer that holds its handle. */
  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const row = handle.closest("[data-row]");
    const list = row.closest("[data-list]");
    const home = row.nextElementSibling;
    const EDGE = 60;
    let y = event.clientY;
    row.classList.add("held");
    const settle = () => {
      const middle = (other) => {
        const area = other.getBoundingClientRect();
        return area.top + area.height / 2;
      };
      const next = () => row.nextElementSibling;
      const previous = () => row.previousElementSibling;
      while (previous() && y < middle(previous())) previous().before(row);
      while (next() && y > middle(next())) next().after(row);
    };
    const scroll = setInterval(() => {
      const step = y < EDGE + 50 ? -12 : y > innerHeight - EDGE ? 12 : 0;
      if (step) {
        scrollBy(0, step);
        settle();
      }
    }, 16);
    /* On the window: what moves within the page loses the pointer. */
    const follow = (moved) => {
      y = moved.clientY;
      settle();
    };
    const end = (isKept) => {
      clearInterval(scroll);
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", drop);
      removeEventListener("keydown", cancel, true);
      row.classList.remove("held");
      if (!isKept) one("[data-rows]", list).insertBefore(row, home);
      tellPlace(list, row);
      changed();
    };
    const cancel = (key) => {
      if (key.key === "Escape") end(false);
    };
    const drop = () => end(true);
    addEventListener("pointermove", follow);
    addEventListener("pointerup", drop);
    addEventListener("pointercancel", drop);
    addEventListener("keydown", cancel, true);
  });

  /* ---- Problems and preview, as they are now. */

  const looks = one(".ed-look");
  const touched = new Map(); // what was tried in the preview, by name
  looks.addEventListener("input", ({ target }) => {
    if (target.name && target.closest("[data-preview]")) touched.set(target.name, target.value);
  });
  let shown = one("[data-preview]").innerHTML;
  const showForm = (fresh) => {
    const now = one("[data-preview]", fresh);
    if (now.innerHTML === shown) return;
    shown = now.innerHTML;
    const focused = document.activeElement;
    const there = one("[data-preview]");
    const id = there.contains(focused) ? focused.id : "";
    there.replaceChildren(...now.childNodes);
    for (const [name, value] of touched) {
      const control = all("[name]", there).find((each) => each.name === name);
      if (control && control.type !== "file" && control.type !== "checkbox") {
        control.value = value;
      }
    }
    if (id) document.getElementById(id)?.focus();
    there.dispatchEvent(new Event("opus:shown", { bubbles: true }));
  };
  /* What is still empty and nobody has been at is not wrong yet. */
  const marked = all("[data-cell]:has(.errorlist)", form).map((part) => part.dataset.cell);
  const visited = new Set(marked);
  form.addEventListener("focusout", ({ target }) => visited.add(target.id));
  const isAhead = (id) => {
    const control = document.getElementById(id);
    return control?.type !== "checkbox" && control?.value === "" && !visited.has(id);
  };
  const tell = (items) => {
    const told = new Map();
    for (const item of items) {
      const { cell, bad } = item.dataset;
      if (isAhead(cell)) continue;
      const line = make("li", { class: bad === "1" ? "bad" : "tip" });
      line.textContent = one("span", item).textContent;
      told.set(cell, [...(told.get(cell) ?? []), line]);
    }
    for (const part of all("[data-cell]", form)) {
      const sentences = told.get(part.dataset.cell) ?? [];
      const place = document.getElementById(`${part.dataset.cell}_told`);
      if (!place || (!sentences.length && !place.firstChild)) continue;
      const isWrong = sentences.some((line) => line.className === "bad");
      place.replaceChildren();
      if (sentences.length) place.append(make("ul", { class: "errorlist" }, ...sentences));
      part.classList.toggle("has-err", isWrong);
      const control = document.getElementById(part.dataset.cell);
      if (isWrong) control?.setAttribute("aria-invalid", "true");
      else control?.removeAttribute("aria-invalid");
    }
    count(items);
  };
  const rowOfCell = (id) => {
    const found = /^f-([a-z_]+)-(\d+)-/.exec(id);
    const list = found && listOf(found[1]);
    return list && one(`:scope > [data-rows] > [data-row="${found[2]}"]`, list);
  };
  const count = (items) => {
    const bad = items.filter((item) => item.dataset.bad === "1");
    for (const place of all("[data-count-of]")) {
      const mine = bad.filter((item) => item.dataset.section === place.dataset.countOf).length;
      place.hidden = mine === 0;
      place.firstChild.data = String(mine);
    }
    const wrong = new Map();
    for (const item of bad) {
      const row = rowOfCell(item.dataset.cell);
      if (row) wrong.set(row, (wrong.get(row) ?? 0) + 1);
    }
    for (const row of all("[data-row]", form)) {
      const mine = wrong.get(row) ?? 0;
      one("[data-count]", row).textContent = mine ? `${mine} to mend` : "";
    }
  };
  const show = (page) => {
    const fresh = page.getElementById("look");
    if (!fresh) return;
    const [problems, there] = [one("#problems", fresh), one("#problems")];
    tell(all("li[data-cell]", problems));
    if (!there.contains(document.activeElement)) there.replaceChildren(...problems.childNodes);
    one("[data-rendered]").replaceChildren(...one("#rendered", fresh).childNodes);
    one(".pv-title").textContent = one(".pv-title", fresh).textContent;
    one("[data-left]").replaceChildren(...one("[data-left]", fresh).childNodes);
    showForm(fresh);
  };
  let turn = 0;
  let took = 0;
  const look = async () => {
    const mine = (turn += 1);
    const began = performance.now();
    try {
      const answer = await fetch(box.dataset.look, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected) return;
      const page = parse(await answer.text());
      took = performance.now() - began;
      if (mine === turn) show(page);
    } catch {
      // The next key tries again.
    }
  };
  const lookSoon = later(() => 350 + 2 * took, look);

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#f-'], a[data-line]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.line) return goTo(Number(link.dataset.line));
    const row = rowOfCell(link.getAttribute("href").slice(1));
    if (row) reveal(row);
    const target = document.getElementById(link.getAttribute("href").slice(1));
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    target?.closest("[data-kinds]")?.removeAttribute("hidden");
    target?.focus();
    target?.scrollIntoView({ block: "center" });
    return undefined;
  });

  /* ---- Nothing typed is lost: it is kept in this browser until it is saved. */

  const revision = form.elements.revision;
  const STEM = `opus-editor:${box.dataset.keep}:`;
  const keyOf = () => STEM + revision.value;
  const UNSAVED = "Not saved yet";
  const saying = one("[data-save-state]");
  const say = (text) => (saying.textContent = text);
  let clean = box.dataset.unsaved === undefined ? snapshot() : "";
  let isDirty = clean === "";

  const stored = () => {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(STEM))
        .map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }))
        .sort((a, b) => b.time - a.time);
    } catch {
      return [];
    }
  };
  const forget = () => stored().forEach(({ key }) => localStorage.removeItem(key));
  const keep = () => {
    const typed = snapshot();
    isDirty = typed !== clean;
    if (!isDirty) {
      localStorage.removeItem(keyOf());
      if (saying.textContent.startsWith(UNSAVED)) say("");
      return undefined;
    }
    try {
      localStorage.setItem(keyOf(), JSON.stringify({ time: Date.now(), typed }));
      say(UNSAVED);
    } catch {
      say(`${UNSAVED}; too much for this browser to keep`);
    }
    return undefined;
  };
  const keepSoon = later(400, keep);

  const fill = (typed) => {
    for (const list of lists) one("[data-rows]", list).replaceChildren();
    const rows = new Map();
    for (const [name, text] of Object.entries(typed)) {
      const found = /^(([a-z_]+)-(\d+))-(.+)$/s.exec(name);
      if (!found || !listOf(found[2])) continue;
      const row = rows.get(found[1]) ?? { kind: found[2], n: Number(found[3]), own: {} };
      row.own[found[4]] = text;
      rows.set(found[1], row);
    }
    const order = ({ own, n }) => Number(own.order ?? n + 1);
    for (const { kind, n, own } of [...rows.values()].sort((a, b) => order(a) - order(b))) {
      const list = listOf(kind);
      const row = blank(list, n);
      one("details", row).open = false;
      one("[data-rows]", list).append(row);
      for (const control of all("[name]", row)) set(control, own[short(control)]);
      place(list, row);
      giveValues(row, own);
    }
    harmonise();
    for (const control of form.elements) {
      if (control.name && control.name !== TOKEN) set(control, typed[control.name]);
    }
    for (const row of all("[data-row]", form)) summarise(row);
    number();
  };
  const set = (control, text) => {
    if (control.type === "checkbox") control.checked = text !== undefined;
    else if (text !== undefined && control.type !== "submit") control.value = text;
  };

  const offerKept = ({ time, typed }) => {
    const when = new Date(time);
    const isToday = when.toDateString() === new Date().toDateString();
    const at = isToday ? clock(when) : `${when.toLocaleDateString()}, ${clock(when)}`;
    const bar = make("div", { class: "alert note ed-kept", role: "note" }, icon("clock"));
    const restore = button(`Restore what you typed at ${at}`, () => {
      bar.remove();
      fill(JSON.parse(typed));
      announce("What you typed is back; it is not saved yet.");
      keep();
      look();
      one("#main").focus();
    }, "primary");
    const drop = button("Discard it", () => {
      bar.remove();
      forget();
      announce("It is discarded.");
      one("#main").focus();
    });
    const text = make("p", {}, "This browser kept what was typed here and never saved.");
    bar.append(make("div", {}, text, make("div", { class: "acts" }, restore, drop)));
    notes.append(bar);
  };

  /* ---- Saving in place: what is on the page stays as it is. */

  const warn = (text, ...more) => {
    const bar = make("div", { class: "alert bad", role: "alert" }, icon("cross"));
    bar.append(make("div", {}, make("p", {}, text), ...more));
    notes.replaceChildren(bar);
    say("Not saved");
  };
  const loggedOut = () => {
    const address = `/login?next=${encodeURIComponent(location.pathname)}`;
    const link = make("a", { href: address, target: "_blank", class: "btn sm" }, "Log in, in a new tab");
    warn(
      "You are logged out, so nothing was saved. What you typed stays here, and is kept in this browser. Log in, come back to this tab and save again.",
      make("p", { class: "acts" }, link),
    );
  };
  /* After a new log-in the page's token is an old one. */
  const renewToken = async () => {
    const page = parse(await (await fetch(location.pathname)).text());
    const token = one(`#editor [name=${TOKEN}]`, page)?.value;
    if (token) all(`[name=${TOKEN}]`).forEach((input) => (input.value = token));
    return Boolean(token);
  };
  const send = () =>
    fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Fragment": "editor" },
    });
  const saved = (status, goesOn) => {
    const address = status.dataset.address;
    forget();
    revision.value = status.dataset.revision;
    one("#ed-status").replaceWith(status);
    all(".gone").forEach((bar) => bar.remove());
    notes.replaceChildren();
    all(".ed-conflict, .alert[role=alert]", box).forEach((alert) => alert.remove());
    clean = snapshot();
    isDirty = false;
    say(`Saved at ${clock(new Date())}`);
    const isNew = new URL(form.action).pathname !== address;
    form.action = address;
    if (isNew && !goesOn) location.href = address;
  };
  let isSaving = false;
  /* Whether it is saved; else what is wrong is on the page, or the page is on its way. */
  const save = async (goesOn = false) => {
    if (isSaving) return false;
    isSaving = true;
    say("Saving…");
    try {
      let answer = await send();
      if (answer.status === 403 && (await renewToken())) answer = await send();
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        loggedOut();
        return false;
      }
      const status = answer.ok && parse(await answer.text()).getElementById("ed-status");
      if (status) {
        saved(status, goesOn);
        return true;
      }
      if (answer.status === 400 || answer.status === 409) submit();
      else warn(`The portal could not save it (${answer.status}). Try again in a while.`);
    } catch {
      warn("The portal cannot be reached. What you typed is kept in this browser.");
    } finally {
      isSaving = false;
    }
    return false;
  };
  const submit = (submitter = null) => {
    isDirty = false; // the page that comes back holds it all
    leaving = true;
    form.requestSubmit(submitter);
  };
  let leaving = false;
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    const { submitter } = event;
    if (submitter?.name === "over") {
      isDirty = false;
      forget();
      return;
    }
    event.preventDefault();
    const acts = Boolean(submitter?.matches("[data-act]"));
    if ((await save(acts)) && acts) submit(submitter);
  });
  box.addEventListener("click", async (event) => {
    const trying = event.target.closest("[data-try]");
    if (!trying || (!isDirty && revision.value !== "0")) return;
    event.preventDefault();
    if (await save()) trying.form.requestSubmit(trying);
  });
  one("[data-forget]")?.addEventListener("click", () => {
    isDirty = false;
    forget();
  });
  one("[data-ends]")?.addEventListener("submit", () => {
    isDirty = false;
    forget();
  });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    save();
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });

  /* ---- The index shows where one is. */

  const places = new Map(all(".ed-index a").map((a) => [one(a.getAttribute("href")), a]));
  const mark = () => {
    const tops = [...places.keys()].filter(Boolean);
    const past = tops.filter((part) => part.getBoundingClientRect().top < innerHeight / 3);
    const here = past.at(-1) ?? tops[0];
    for (const [part, link] of places) {
      if (part === here) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let isMarking = false;
  addEventListener("scroll", () => {
    if (isMarking) return;
    isMarking = true;
    requestAnimationFrame(() => {
      isMarking = false;
      mark();
    });
  }, { passive: true });

  /* ---- Begin. */

  for (const row of all("[data-row]", form)) {
    if (row.dataset.typed) {
      waiting.set(row, JSON.parse(row.dataset.typed));
      delete row.dataset.typed;
    }
    row.dataset.name = nameOf(row);
    summarise(row);
    suit(row);
  }
  harmonise();
  count(all("#problems li[data-cell]"));
  mark();
  if (isDirty) keep();
  else {
    clean = snapshot();
    const kept = stored().find(({ typed }) => typed !== clean);
    if (kept) offerKept(kept);
    else forget();
  }
  form.addEventListener("input", () => {
    isDirty = true;
    keepSoon();
    lookSoon();
  });
})();
