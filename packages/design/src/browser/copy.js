// Copy buttons: shown where the browser can copy, and never silent about having done it.

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) break
  button.hidden = false
  const status = button.parentElement.querySelector('[role=status]')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    // Emptied first: the same words a second time would not be read out.
    status.textContent = ''
    setTimeout(() => (status.textContent = button.dataset.copied), 50)
  })
}
