// Twilio's Messages API: a posted form for a text, and a signed form of theirs for each report.
import { hmacSha1, sameBytes } from '@sluis/server-kit/sealing'
import { sendRequest, type HttpResult } from './request.ts'
import type { SendResult, GatewaySettings, Report, Sms, SmsGateway, RawReport } from './gateway.ts'

type Settings = GatewaySettings & { kind: 'twilio' }

const REPORTS: Record<string, Report> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
}

export const twilio = (settings: Settings): SmsGateway => ({
  name: settings.name,
  async send(sms) {
    const { url, account, token } = settings
    const headers = {
      authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    }
    return toSendResult(
      await sendRequest({
        url: new URL(`/2010-04-01/Accounts/${account}/Messages.json`, url),
        method: 'POST',
        headers,
        body: formOf(settings, sms),
      }),
    )
  },
  parseReport(report) {
    if (!isSigned(settings.token, report)) return 'forged'
    return REPORTS[report.form.get('MessageStatus') ?? ''] ?? 'unreadable'
  },
})

const formOf = ({ service }: Settings, { to, from, text, reportUrl, validMinutes }: Sms): string =>
  new URLSearchParams({
    To: to,
    ...(service ? { MessagingServiceSid: service } : { From: from }),
    Body: text,
    StatusCallback: reportUrl,
    ValidityPeriod: String(validMinutes * 60),
  }).toString()

function toSendResult(result: HttpResult): SendResult {
  if (result.kind !== 'answer') return result
  const { status, body } = result
  if (status === 200 || status === 201) return { kind: 'taken' }
  // By its number alone: the sentence beside it repeats who the text was for.
  const reason = `status ${status}, error ${/"code"\s*:\s*(\d+)/.exec(body)?.[1] ?? 'unknown'}`
  if (status >= 500 && status !== 503) return { kind: 'in-doubt', reason }
  if (status === 400) return { kind: 'refused', reason }
  // 401 and 403 are our login, 404 our account, 429 too much at once: no number is to blame.
  return { kind: 'not-taken', reason }
}

/** X-Twilio-Signature: over the address as we gave it, followed by each field of the form in order of its name. */
function isSigned(token: string, { url, form, signature }: RawReport): boolean {
  const text =
    url +
    [...form]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => name + value)
      .join('')
  return sameBytes(hmacSha1(Buffer.from(token), text), Buffer.from(signature ?? '', 'base64'))
}
