// Sends a form once. The button keeps the focus and its place, so that nobody who gets an error back is left without
// it.

addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target)
  if (event.defaultPrevented || form.method === 'dialog') return
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = 'yes'
  event.submitter?.setAttribute('aria-disabled', 'true')
  // A download answers a form without leaving the page; half a minute later it may be asked for again.
  setTimeout(release, 30_000, form)
})

/** @param {HTMLFormElement} form */
function release(form) {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled')
}

// The back button brings the page back as it was left.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) for (const form of document.forms) release(form)
})
