// An application's voucher for a first enrolment: it names the person that the application has already identified.
import type { StoresOf } from '#use-cases/stores.ts'

/** Whose voucher it is; null where it is unknown, expired or used for another request. `request`: the request's id. */
export async function redeemVoucher(
  { applications }: StoresOf<'applications'>,
  applicationId: string,
  voucher: unknown,
  request: string,
  now: Date,
): Promise<string | null> {
  if (typeof voucher !== 'string') return null
  const consumed = await applications.consumeVoucher(applicationId, voucher, request, now)
  return consumed.ok ? consumed.value : null
}
