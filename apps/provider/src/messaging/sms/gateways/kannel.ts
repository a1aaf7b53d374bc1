// Gateways in the shape of Kannel's sendsms: one GET for a text, and a GET of theirs for each report.
import { sendRequest, type HttpResult } from './request.ts'
import type { SendResult, GatewaySettings, Report, Sms, SmsGateway } from './gateway.ts'
import { isGsm7 } from './gsm7.ts'

type Settings = GatewaySettings & { kind: 'kannel' }

// 1 delivered, 2 not delivered, 4 waits at the network, 8 taken by the network, 16 refused by it.
const EVERY_REPORT = '31'
const REPORTS: Record<string, Report> = {
  '1': 'delivered',
  '2': 'failed',
  '4': 'accepted',
  '8': 'accepted',
  '16': 'failed',
}

export const kannel = (settings: Settings): SmsGateway => ({
  name: settings.name,
  send: async (sms) => toSendResult(await sendRequest({ url: addressOf(settings, sms), method: 'GET' })),
  parseReport: ({ query }) => REPORTS[query.get('status') ?? ''] ?? 'unreadable',
})

function addressOf({ url, username, password }: Settings, { to, from, text, reportUrl, validMinutes }: Sms): URL {
  const address = new URL(url)
  const fields = {
    username,
    password,
    from,
    to,
    text,
    charset: 'UTF-8',
    ...(isGsm7(text) ? {} : { coding: '2' }),
    validity: String(validMinutes),
    // Kannel puts the number of the report in the place of %d.
    'dlr-mask': EVERY_REPORT,
    'dlr-url': `${reportUrl}?status=%d`,
  }
  for (const [field, value] of Object.entries(fields)) address.searchParams.set(field, value)
  return address
}

function toSendResult(result: HttpResult): SendResult {
  if (result.kind !== 'answer') return result
  const { status, body } = result
  const reason = `status ${status}`
  if (status >= 200 && status < 300) return { kind: 'taken' }
  // Our own login is wrong: no number is to blame, and another gateway may do.
  if (status === 401 || (status === 403 && /authori[sz]ation/i.test(body)))
    return { kind: 'not-taken', reason: `${reason}, our login` }
  if (status === 429 || status === 503 || status < 400) return { kind: 'not-taken', reason }
  // What a proxy says when the gateway behind it was asked and did not answer, and what a gateway says that fell over.
  if (status >= 500) return { kind: 'in-doubt', reason }
  return { kind: 'refused', reason }
}
