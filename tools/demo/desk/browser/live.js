// Refreshes what changes by itself, such as the inbox: fetches the same page and replaces its live parts.

const EVERY_MS = 2000

async function refresh() {
  if (document.visibilityState !== 'visible') return
  const answer = await fetch(location.href, { cache: 'no-store' })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (!next || next.innerHTML === part.innerHTML) continue
    // A focused link in the list keeps its focus.
    const href = part.contains(document.activeElement) ? (document.activeElement?.getAttribute('href') ?? null) : null
    part.replaceChildren(...next.childNodes)
    if (href !== null) [...part.querySelectorAll('a')].find((link) => link.getAttribute('href') === href)?.focus()
  }
}

// The next fetch waits for the last one; it also goes on while the desk restarts.
const poll = () =>
  setTimeout(
    () =>
      refresh()
        .catch(() => undefined)
        .then(poll),
    EVERY_MS,
  )
poll()
