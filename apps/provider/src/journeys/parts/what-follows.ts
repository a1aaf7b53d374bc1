// What a page of the sign-in says of what comes after it.
import { isOfDevice } from '#identity/sessions/sign-in-request.ts'
import type { FlowContext } from '../flow/sign-in-flow.ts'

/** Undefined where somebody came to Sluis itself. */
export function whatFollows({ t, request }: Pick<FlowContext, 't' | 'request'>): string | undefined {
  const application = request.application?.name
  if (application === undefined) return undefined
  return t(isOfDevice(request) ? 'page.for-device' : 'page.for', { application })
}
