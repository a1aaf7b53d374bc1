// Where SMS gateways tell what became of a message: Kannel by GET, Twilio by POST. Told twice or late, the answer is
// the same and nothing changes.
import { readForm } from '@sluis/server-kit/form'
import { problemResponse } from '@sluis/server-kit/problem'
import { type Context, Hono } from 'hono'
import type { SmsService } from '#messaging/sms/sms-service.ts'

type Env = { Variables: { reference: string } }
type Deps = { sms: Pick<SmsService, 'report'> }

const PROBLEM = {
  unknown: { name: 'report-unknown', status: 404, title: 'No text was given this address for its reports' },
  forged: { name: 'report-forged', status: 403, title: 'The signature is not the gateway’s' },
  unreadable: { name: 'report-unreadable', status: 400, title: 'The report has no status that is known' },
  'form-wrong': { name: 'invalid-body', status: 400, title: 'The body is not a form' },
} as const

export function smsReports({ sms }: Deps) {
  const reports = new Hono<Env>()
  const problem = (c: Context<Env>, name: keyof typeof PROBLEM) => problemResponse(PROBLEM[name], c.get('reference'))

  async function receive(c: Context<Env>, form: URLSearchParams): Promise<Response> {
    const answer = await sms.report(c.req.param('token') ?? '', {
      query: new URL(c.req.url).searchParams,
      form,
      signature: c.req.header('x-twilio-signature') ?? null,
    })
    return answer === 'taken' ? c.body(null, 204) : problem(c, answer)
  }
  reports.get('/:token', (c) => receive(c, new URLSearchParams()))
  reports.post('/:token', async (c) => {
    // Read strictly first: who repeats a field signs something else than we read.
    const body = c.req.raw.clone()
    const form = await readForm(c.req.raw)
    return form.ok ? receive(c, new URLSearchParams(await body.text())) : problem(c, 'form-wrong')
  })
  return reports
}
