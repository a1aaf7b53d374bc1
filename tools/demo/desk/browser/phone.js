// The desk's phone: a code that is copied, and a QR code that is read from a picture or from the clipboard.

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll('[data-copy-code]')
for (const button of buttons) {
  if (!navigator.clipboard) break
  button.hidden = false
  const status = button.parentElement?.querySelector('[role=status]')
  button.addEventListener('click', async () => {
    // The code changes while the button stays.
    const code = document.querySelector(`#${button.dataset.copyCode} bdi`)?.textContent ?? ''
    await navigator.clipboard.writeText(code.replaceAll(/\D/gu, ''))
    if (status) status.textContent = button.dataset.copied ?? ''
  })
}

const [form, key, picture, said] = ['#add-key', '#key', '#picture', '#picture-status'].map((id) =>
  document.querySelector(id),
)
const LONGEST_SIDE = 2000

/**
 * The text of the QR code; null where there is none to read.
 *
 * @param {Blob} file
 */
async function readQr(file) {
  /** @type {typeof import('qr/decode.js')} */
  const { decodeQR } = await import(new URL('./qr-decode.js', import.meta.url).href)
  const image = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  const context = canvas.getContext('2d')
  if (!context) return null
  // What is transparent is paper.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height))
}

/** @param {Blob} file */
async function take(file) {
  const text = await readQr(file).catch(() => null)
  if (text === null && said && picture instanceof HTMLElement) said.textContent = picture.dataset.none ?? ''
  if (text === null || !(key instanceof HTMLInputElement) || !(form instanceof HTMLFormElement)) return
  key.value = text
  form.requestSubmit()
}

document.querySelector('#picture-field')?.removeAttribute('hidden')
picture?.addEventListener('change', () => {
  const file = picture instanceof HTMLInputElement ? picture.files?.[0] : null
  if (file) void take(file)
})
document.addEventListener('paste', (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'))
  if (file) void take(file)
})
