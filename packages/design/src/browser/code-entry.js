// Sends the form when a whole code was pasted or filled in by the device: never while typing, never twice. And a code
// field comes back empty: what stood in it is used up or was wrong.

/** @type {NodeListOf<HTMLInputElement>} */
const inputs = document.querySelectorAll('[autocomplete="one-time-code"]')
for (const input of inputs) {
  let wasSent = false
  let before = 0
  input.addEventListener('input', ({ inputType }) => {
    const count = input.value.replace(/[^0-9]/g, '').length
    // Devices fill in under different kinds of input; what they share is that several digits come together.
    const cameWhole = inputType === 'insertFromPaste' || count - before > 1
    before = count
    if (wasSent || !cameWhole || count !== Number(input.dataset.codeEntry)) return
    wasSent = true
    input.form?.requestSubmit()
  })
  // A press of the button that was meant for the code before, sent by itself a moment ago, would wipe out what is said
  // of that one.
  input.form?.addEventListener('submit', (event) => {
    if (input.value.trim() !== '' || !input.matches('[aria-invalid]')) return
    event.preventDefault()
    input.focus()
  })
  addEventListener('pageshow', ({ persisted }) => {
    const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'))
    if (!persisted && visit?.type !== 'back_forward' && visit?.type !== 'reload') return
    input.value = input.defaultValue
    before = 0
    wasSent = false
  })
}
