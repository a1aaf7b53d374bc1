// A place in words that a person understands: a country, or that it was nearby.
import type { NetworkLocation } from './network-location.ts'
import type { Translate } from '#locales/messages.ts'

/** "Netherlands", "a local network", "unknown". */
export function formatLocation(t: Translate, place: NetworkLocation): string {
  if (place === null) return t('place.unknown')
  if (place === 'local') return t('place.local')
  return (
    new Intl.DisplayNames([t.language], { type: 'region', fallback: 'code' }).of(place.country) ?? t('place.unknown')
  )
}
