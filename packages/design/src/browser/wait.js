// Says where somebody stands in the line of the waiting room, and goes on when it is their turn.

const place = /** @type {HTMLElement} */ (document.getElementById('place'))
const status = /** @type {HTMLElement} */ (document.getElementById('place-status'))
const { title } = document
// A screen reader that said each change would say nothing else.
const SPOKEN_EVERY_MS = 20_000
let spokenAt = performance.now()

async function look() {
  // A server that does not answer, or something before it that answers in its place, is asked again.
  const answer = await fetch(place.dataset.look ?? '').catch(() => null)
  const { text, lookAgain, number } = (await answer?.json().catch(() => null)) ?? {}
  if (lookAgain === 0) return location.reload()
  if (text) {
    place.textContent = text
    document.title = `(${number}) ${title}`
    if (performance.now() - spokenAt > SPOKEN_EVERY_MS) {
      spokenAt = performance.now()
      status.textContent = text
    }
  }
  setTimeout(look, (lookAgain ?? 5) * 1_000)
}

setTimeout(look, Number(place.dataset.seconds) * 1_000)
