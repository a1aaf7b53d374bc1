// Keeps fresh what changes by itself, such as the inbox: asks for the same page again and puts its live parts in place.

const EVERY_MS = 2000

async function refresh() {
  if (document.visibilityState !== 'visible') return
  const answer = await fetch(location.href, { cache: 'no-store' })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (!next || next.innerHTML === part.innerHTML) continue
    // A link of the list that has the focus keeps it.
    const href = part.contains(document.activeElement) ? (document.activeElement?.getAttribute('href') ?? null) : null
    part.replaceChildren(...next.childNodes)
    if (href !== null) [...part.querySelectorAll('a')].find((link) => link.getAttribute('href') === href)?.focus()
  }
}

// The next look comes after the last answer; a desk that is being restarted is no reason to stop.
const poll = () =>
  setTimeout(
    () =>
      refresh()
        .catch(() => undefined)
        .then(poll),
    EVERY_MS,
  )
poll()
