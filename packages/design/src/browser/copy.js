// Copy buttons: shown where the browser can copy, and never silent about having done it.

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll('[data-copy]')
for (const button of buttons) {
  if (!navigator.clipboard) break
  button.hidden = false
  const status = button.parentElement?.querySelector('[role=status]')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy ?? '')
    if (!status) return
    // Emptied first: the same words a second time would not be read out.
    status.textContent = ''
    setTimeout(() => (status.textContent = button.dataset.copied ?? ''), 50)
  })
}
