// Moves the focus to the error summary; its links lead on into the field itself.

/** @type {HTMLElement | null} */
const summary = document.querySelector('[data-error-summary]')
summary?.focus()
summary?.addEventListener('click', (event) => {
  /** @type {HTMLAnchorElement | null} */
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null
  const field = link && document.getElementById(link.hash.slice(1))
  if (!field) return
  event.preventDefault()
  // The label comes into view with its field, not only the box.
  field.closest('.field, .choices, .check')?.scrollIntoView()
  field.focus({ preventScroll: true })
})
