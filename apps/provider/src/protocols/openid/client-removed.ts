// An application that is taken out while its own request is at work.
import { errors } from 'oidc-provider'
import { isApplicationRemoved } from '#identity/applications/application-removed.ts'

/** As of one that was never registered; nobody's browser is sent there any more. */
export const clientRemoved = (): Error =>
  Object.assign(new errors.InvalidClientAuth('client was removed'), { allow_redirect: false })

/** What is written of an application, which may be taken out while its own request is at work. */
export async function ofRegistered<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    throw isApplicationRemoved(error) ? clientRemoved() : error
  }
}
