/** How long a button says that it copied, in milliseconds. */
const SAID = 1_500;

// Without a clipboard (a page that is not from localhost or https has none) the value can still be selected.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => {
    button.textContent = label;
  }, SAID);
}
