// Says where somebody stands in the line of the waiting room, and goes on when it is their turn.

const { dataset } = /** @type {HTMLElement} */ (document.getElementById('place'))

async function look() {
  // A server that does not answer is asked again.
  const answer = await fetch(dataset.look ?? '').catch(() => null)
  const { text, lookAgain } = await (answer?.json().catch(() => null) ?? { lookAgain: 5 })
  if (lookAgain === 0) return location.reload()
  if (text) document.getElementById('place')?.replaceChildren(text)
  setTimeout(look, lookAgain * 1_000)
}

setTimeout(look, Number(dataset.seconds) * 1_000)
