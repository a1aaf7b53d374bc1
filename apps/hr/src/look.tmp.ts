// temporary look
import { getRequestListener } from '@hono/node-server'
import { listen } from '@sluis/ground'
import { rmSync } from 'node:fs'
import { startHr } from './main.ts'
import { createFakeSluis } from '#testing/fake-sluis.ts'
const client = { id: 'kade', secret: 'a-secret-long-enough', redirectUri: 'http://localhost:4401/signed-in' }
let offset = new Date('2026-06-15T10:00:00Z').getTime() - Date.now()
const clock = { now: () => new Date(Date.now() + offset), phoneTime: () => new Date() }
const sluis = createFakeSluis('http://localhost:4400', client, clock)
const r = { announceAt: new Date('2026-04-13T00:00:00Z'), promptAt: new Date('2026-05-01T00:00:00Z'), requiredAt: new Date('2026-06-30T22:00:00Z'), timezone: 'Europe/Amsterdam', lastDay: '2026-06-30' }
sluis.state.rollOut = r
await listen(getRequestListener((q: Request) => {
  const u = new URL(q.url)
  if (u.pathname === '/_set') { const p = u.searchParams
    if (p.has('at')) offset = new Date(p.get('at')!).getTime() - Date.now()
    if (p.has('visitor')) sluis.state.visitor = JSON.parse(p.get('visitor')!)
    if (p.has('prompt')) r.promptAt = new Date(p.get('prompt')!)
    if (p.has('away')) sluis.state.isAway = p.get('away') === '1'
    if (p.has('left')) for (const x of sluis.state.people.values()) { x.snoozesLeft = Number(p.get('left')); x.snoozedUntil = null }
    if (p.has('enrolled')) for (const x of sluis.state.people.values()) x.isEnrolled = p.get('enrolled') === '1'
    return new Response('ok') }
  if (sluis.state.isAway) return new Response('', { status: 503 })
  return sluis.app.fetch(q) }), '127.0.0.1', 4400)
rmSync('/tmp/look/data', { recursive: true, force: true })
const t = Date.now()
const hr = await startHr({ port: 4401, publicUrl: 'http://localhost:4401', database: { directory: '/tmp/look/data' }, secretKeys: [Buffer.alloc(32, 9)], issuer: 'http://localhost:4400', clientId: client.id, clientSecret: client.secret, logLevel: 'warn', trustedProxies: [] }, { clock })
const job = (title: string, s: number) => ({ job: title, monthlySalaryCents: s, startedOn: '2021-03-01', commuteKm: 14 })
const leave = { statutoryHours: 160, extraHours: 40, takenHours: 56 }
const companies = ['Bakkerij De Gouden Aar', 'Basisschool Het Kompas', 'Garage Van Dijk & Zonen', 'Kinderopvang De Kleine Beer Rotterdam-Noord', 'Loodgietersbedrijf Smit', 'Hotel Aan de Maas', 'Fysiotherapie Zuid', 'Drukkerij Inktvis'].map((name, i) => ({ id: `c-${i + 1}`, name, timezone: 'Europe/Amsterdam' }))
await hr.seedWorld({ companies, people: [
  { id: 'p-1', name: 'Sanne de Vries', email: 'sanne@example.org', language: 'nl', password: { plain: 'sanne' }, memberships: [{ id: 'e-1', company: 'c-1', role: 'employee', employment: job('Bakker', 285000), leave, bankAccount: { iban: 'NL91ABNA0417164300', holder: 'Sanne de Vries' } }, { id: 'e-2', company: 'c-2', role: 'hr', employment: job('Leerkracht', 320000), leave }] },
  { id: 'p-2', name: 'Anna Accountant', email: 'anna@example.org', language: 'en', password: { plain: 'anna' }, memberships: companies.map((c, i) => ({ id: `a-${i}`, company: c.id, role: 'accountant' as const })) },
  { id: 'p-3', name: 'Wolfeschlegelsteinhausenbergerdorff Maximiliaan van den Bovenkamp', email: 'wolf@example.org', language: 'nl', password: { plain: 'wolf' }, memberships: [{ id: 'e-9', company: 'c-2', role: 'employee', employment: job('Conciërge', 240000), leave }] },
] })
console.log('ready', Date.now() - t)
process.once('SIGTERM', () => hr.stop().then(() => process.exit(0)))
