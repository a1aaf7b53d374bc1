// Makes the pop-up modal: the browser keeps the focus inside. Esc is "later" where there is a later, and nothing where
// there is none.

/** @type {NodeListOf<HTMLDialogElement>} */
const dialogs = document.querySelectorAll('dialog[data-popup]')
for (const dialog of dialogs) {
  /** @type {HTMLElement | null} */
  const later = dialog.querySelector('[data-later]')
  if (!later) dialog.setAttribute('closedby', 'none')
  const show = () => {
    // Not close(): its event would be taken for an answer.
    dialog.open = false
    dialog.showModal()
  }
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    later?.click()
  })
  show()
  // Some browsers close on a second Esc whatever the page says.
  dialog.addEventListener('close', () => (later ? later.click() : show()))
}
