import { getRequestListener } from '@hono/node-server'
import { listen } from '@sluis/ground'
import { createTransport } from 'nodemailer'
import { openPostOffice } from './mail/smtp.ts'
import { bareDesk, REAL_TIME } from './testing/bare-desk.ts'
const desk = bareDesk('http://localhost:4493')
const office = await openPostOffice(() => desk.mails, () => REAL_TIME, 0)
const t = createTransport({ host: '127.0.0.1', port: office.port })
if (process.argv[2] !== 'empty') {
for (const [to, subject] of [['sanne@korenmolen.example','Je extra stap staat aan'],['sanne@korenmolen.example','Je code voor Sluis'],['somebody@example.net','Hello']]) await t.sendMail({ from: 'Sluis <no-reply@sluis.example>', to, subject, text: 'Hallo Sanne,\n\nJe code is 123 456.\n\nWas jij dit niet? http://localhost:4400/not-me/abc?x=1.\n', ...(to.startsWith('sanne')?{html: '<!doctype html><html><head><style>body{font-family:sans-serif;background:#eee}</style></head><body><h1>Je code</h1><p>123 456</p><p><a href="http://localhost:4400/not-me">Was jij dit niet?</a></p><script>document.title="x"</script><img src="http://127.0.0.1:9/x.png"><form action="http://127.0.0.1:9/"><button>send</button></form></body></html>'}:{}) })
}
await listen(getRequestListener((r: Request) => desk.fetch(r)), '127.0.0.1', 4493)
console.log('up')
