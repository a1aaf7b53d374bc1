// Print buttons: shown where there is something to print with.

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll('[data-print]')
for (const button of buttons) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
