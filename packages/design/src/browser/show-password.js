// The toggle of a password field. It is made here, since it can do nothing without script.

/** @type {NodeListOf<HTMLInputElement>} */
const inputs = document.querySelectorAll('input[data-show]')
for (const input of inputs) {
  const button = document.createElement('button')
  button.type = 'button'
  /** @param {boolean} shown */
  const show = (shown) => {
    input.type = shown ? 'text' : 'password'
    button.textContent = (shown ? input.dataset.hide : input.dataset.show) ?? ''
  }
  show(false)
  button.setAttribute('aria-controls', input.id)
  button.addEventListener('click', () => show(input.type === 'password'))
  // Never leaves as readable text, which browsers would keep among what was typed before.
  input.form?.addEventListener('submit', () => show(false))
  input.after(button)
  input.parentElement?.classList.add('has-toggle')
}
