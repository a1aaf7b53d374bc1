// A place in words that a person understands: a country, or that it was nearby.
import type { Place } from '#platform/network-place.ts'
import type { Say } from '#texts/texts.ts'

/** "Netherlands", "a local network", "unknown". */
export function placeWords(say: Say, place: Place): string {
  if (place === null) return say('place.unknown')
  if (place === 'local') return say('place.local')
  return (
    new Intl.DisplayNames([say.language], { type: 'region', fallback: 'code' }).of(place.country) ??
    say('place.unknown')
  )
}
