// The long form in steps: one at a time, with a line that tells where one is. Without this file all stand below each other.

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function button(className, text, act) {
  const element = made("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function takeSteps(form) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const isWrong = (step) => step.querySelector(".errorlist:not(:empty)") !== null;
  let current = 0;

  const line = made("ol", "steps-line");
  const dots = steps.map((step, index) => {
    // A link, not a button: Django puts the cursor of a new record into the form's first element.
    const dot = made("a", "steps-dot");
    dot.href = `?step=${[...step.classList].find((name) => name.startsWith("step-"))?.slice("step-".length)}`;
    dot.addEventListener("click", (event) => {
      event.preventDefault();
      show(index, true);
    });
    dot.append(made("span", "step-number", String(index + 1)), made("span", "steps-name", step.dataset.step));
    if (isWrong(step)) {
      dot.classList.add("is-wrong");
      dot.append(made("span", "steps-wrong", "有错"));
    }
    const item = made("li", "");
    item.append(dot);
    line.append(item);
    return dot;
  });
  const where = made("p", "steps-where");
  const head = made("nav", "steps-head");
  head.setAttribute("aria-label", "填写步骤");
  head.append(line, where);

  const back = button("steps-button", "上一步", () => show(current - 1, true));
  const next = button("steps-button steps-next", "下一步", () => show(current + 1, true));
  const end = made("p", "steps-end", "最后一步。填好了，点下面的“保存”。");
  const foot = made("div", "steps-foot");
  foot.append(back, next, end);

  function show(index, moves) {
    current = Math.max(0, Math.min(index, steps.length - 1));
    steps.forEach((step, at) => (step.hidden = at !== current));
    dots.forEach((dot, at) => {
      dot.classList.toggle("is-past", at < current);
      if (at === current) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
    where.textContent = `第 ${current + 1} 步，共 ${steps.length} 步`;
    back.hidden = current === 0;
    next.hidden = current === steps.length - 1;
    end.hidden = current !== steps.length - 1;
    if (!moves) return;
    const name = steps[current].querySelector("legend");
    name.tabIndex = -1;
    name.focus({ preventScroll: true });
    head.scrollIntoView({ block: "start" });
  }

  // What is wrong comes first; then the step that a link asks for; then the one that was open when the form was sent.
  function first() {
    const wrong = steps.findIndex(isWrong);
    const asked = new URLSearchParams(location.search).get("step");
    const wanted = steps.findIndex((step) => step.classList.contains(`step-${asked}`));
    const memory = `step of ${location.pathname}`;
    const before = Number(sessionStorage.getItem(memory));
    sessionStorage.removeItem(memory);
    form.closest("form").addEventListener("submit", () => sessionStorage.setItem(memory, String(current)));
    return wrong >= 0 ? wrong : wanted >= 0 ? wanted : before;
  }

  form.prepend(head);
  form.append(foot);
  form.classList.add("in-steps");
  show(first(), false);
}

document.querySelectorAll("[data-steps]").forEach(takeSteps);
