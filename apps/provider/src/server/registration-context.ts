// What the settings say of registrations: whether this is a demo, and which networks applications may lie in.
import { isInside, reachOf } from '@sluis/server-kit/outgoing'
import type { RegistrationContext } from '#identity/applications/registration-rule.ts'
import type { Settings } from './config.ts'

export function registrationContext({ kind, internalNetworks }: Settings): RegistrationContext {
  const mayReach = reachOf(internalNetworks)
  return { isDemo: kind === 'demo', isInside: (address) => isInside(address, mayReach) }
}
