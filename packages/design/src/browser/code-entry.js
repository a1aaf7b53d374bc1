// Sends the form when a whole code was pasted or filled in by the device: never while typing, never twice.

/** @type {NodeListOf<HTMLInputElement>} */
const inputs = document.querySelectorAll('[data-code-entry]')
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
}
