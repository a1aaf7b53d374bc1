// Moves the focus to the error summary; its links lead on into the field itself.

const summary = document.querySelector('[data-error-summary]')
summary?.focus()
summary?.addEventListener('click', (event) => {
  const field = event.target.closest('a[href^="#"]') && document.getElementById(event.target.closest('a').hash.slice(1))
  if (!field) return
  event.preventDefault()
  // The label comes into view with its field, not only the box.
  field.closest('.field, .choices, .check')?.scrollIntoView()
  field.focus({ preventScroll: true })
})
