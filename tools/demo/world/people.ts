// The people of the demo, each in a different situation. Nothing here is secret: these accounts exist in the demo only.

/** Each has its own sentence in desk/messages. */
export type Situation =
  | 'start-here'
  | 'new-in-prompt-phase'
  | 'announced-only'
  | 'last-day'
  | 'no-snooze-left'
  | 'date-passed'
  | 'two-employers'
  | 'enrolled-with-recovery-codes'
  | 'phone-clock-off'
  | 'accountant'
  | 'hr-officer'
  | 'administrator'
  | 'no-roll-out'
  | 'text-message'
  | 'no-smartphone'
  | 'colleague'

export type Role = 'employee' | 'manager' | 'hr' | 'accountant' | 'owner'
export type DemoMembership = {
  company: string
  role: Role
  /** Null for somebody who works in a company but is not paid by it: an accountant at a client. */
  job: {
    title: string
    monthlySalaryCents: number
    startedOn: string
    commuteKm: number
    leaveTakenHours: number
  } | null
}
export type DemoPerson = {
  id: string
  name: string
  email: string
  language: 'nl' | 'en'
  /** From before the change: HR keeps its bcrypt hash, and the directory passes it to Sluis. */
  password: string
  situation: Situation
  memberships: DemoMembership[]
  /** The second factor that they have from the start, in base32. */
  totpSecret: string | null
  /** The mobile number for SMS codes from the start, in E.164. */
  phone: string | null
  recoveryCodes: string[]
  hasUsedAllSnoozes: boolean
  isAdministrator: boolean
}

type PersonInput = Pick<DemoPerson, 'name' | 'email' | 'password' | 'situation' | 'memberships'> & Partial<DemoPerson>
const newPerson = (id: string, input: PersonInput): DemoPerson => ({
  id,
  language: 'nl',
  totpSecret: null,
  phone: null,
  recoveryCodes: [],
  hasUsedAllSnoozes: false,
  isAdministrator: false,
  ...input,
})

const paid = (
  company: string,
  role: Role,
  title: string,
  euros: number,
  startedOn: string,
  commuteKm: number,
  leaveTakenHours: number,
): DemoMembership => ({
  company,
  role,
  job: { title, monthlySalaryCents: euros * 100, startedOn, commuteKm, leaveTakenHours },
})

/** The accountant's clients: every company of that group. */
export const CLIENT_COUNT = 14
const clientMemberships = Array.from({ length: CLIENT_COUNT }, (_, at): DemoMembership => ({
  company: `c-client-${at + 1}`,
  role: 'accountant',
  job: null,
}))

/** In the order in which the desk and the README show them. */
export const people: readonly DemoPerson[] = [
  newPerson('p-amy', {
    name: 'Amy Fletcher',
    email: 'amy@korenmolen.example',
    language: 'en',
    password: 'crumpets-before-eight',
    situation: 'start-here',
    memberships: [paid('c-korenmolen', 'employee', 'Shop assistant', 2_310, '2023-09-04', 5, 48)],
  }),
  newPerson('p-sanne', {
    name: 'Sanne de Vries',
    email: 'sanne@korenmolen.example',
    password: 'warm-brood-om-zes-uur',
    situation: 'new-in-prompt-phase',
    memberships: [paid('c-korenmolen', 'employee', 'Broodbakker', 2_680, '2021-03-01', 6, 64)],
  }),
  newPerson('p-joost', {
    name: 'Joost van den Berg',
    email: 'joost@waterlelie.example',
    password: 'zeven-gele-narcissen',
    situation: 'announced-only',
    memberships: [paid('c-waterlelie', 'employee', 'Verzorgende IG', 2_940, '2018-09-15', 14, 88)],
  }),
  newPerson('p-grace', {
    name: 'Grace Mensah',
    email: 'grace@tandwiel.example',
    language: 'en',
    password: 'spare-tube-and-glue',
    situation: 'last-day',
    memberships: [paid('c-tandwiel', 'employee', 'Verkoopmedewerker', 2_450, '2023-05-01', 3, 40)],
  }),
  newPerson('p-piotr', {
    name: 'Piotr Zieliński',
    email: 'piotr@tandwiel.example',
    language: 'en',
    password: 'three-bells-on-a-bike',
    situation: 'no-snooze-left',
    hasUsedAllSnoozes: true,
    memberships: [paid('c-tandwiel', 'employee', 'Fietsenmaker', 2_560, '2022-02-01', 9, 72)],
  }),
  newPerson('p-fatima', {
    name: 'Fatima El Amrani',
    email: 'fatima@vliet.example',
    password: 'ankers-los-in-april',
    situation: 'date-passed',
    memberships: [paid('c-vliet', 'employee', 'Lasser', 3_120, '2016-11-01', 22, 16)],
  }),
  newPerson('p-emma', {
    name: 'Emma Thompson',
    email: 'emma.thompson@example.org',
    language: 'en',
    password: 'two-jobs-one-lunchbox',
    situation: 'two-employers',
    memberships: [
      paid('c-waterlelie', 'employee', 'Fysiotherapeut', 1_980, '2020-01-06', 11, 32),
      paid('c-letterlust', 'employee', 'Vormgever', 1_540, '2022-08-01', 11, 24),
    ],
  }),
  newPerson('p-mees', {
    name: 'Mees Jansen',
    email: 'mees@vliet.example',
    password: 'roestvrij-als-nieuw-staal',
    situation: 'enrolled-with-recovery-codes',
    totpSecret: 'KEISZVRDZ22YVKSR2D37MV4WXW2D7WRH',
    recoveryCodes: [
      '401D-CAY9-CCDQ-A77D-RGSM',
      'TE5V-F0R2-82V8-SMKM-QJFR',
      'M200-74ZZ-XTHP-1BBF-10GR',
      'JQ9D-QVPP-QRT3-3R99-PPC7',
      '7R20-FK65-PBXW-6V2W-JQFW',
      '8BXD-736E-WCGB-1GDZ-YS4B',
      'G1NR-2AFW-32TY-N5KY-J533',
      '34MP-07GF-Z4KN-KPX1-K0B0',
      '6ZV1-H16F-V0J2-HY6Z-AW40',
      'QWV0-JPK5-KTYP-9QFS-DPP3',
    ],
    memberships: [paid('c-vliet', 'manager', 'Voorman', 3_680, '2009-04-01', 18, 96)],
  }),
  newPerson('p-olivia', {
    name: 'Olivia Hughes',
    email: 'olivia@letterlust.example',
    language: 'en',
    password: 'ink-on-every-finger',
    situation: 'phone-clock-off',
    totpSecret: '6GJXM4U7FWRKSSHKEOI6AP6NRI5OGPXO',
    memberships: [paid('c-letterlust', 'employee', 'Drukker', 2_870, '2019-06-01', 7, 56)],
  }),
  newPerson('p-henk', {
    name: 'Henk Postma',
    email: 'henk@cijferhof.example',
    password: 'debet-staat-altijd-links',
    situation: 'accountant',
    totpSecret: 'LGUZZHP44KA5VTGKOYY7WMA7QYSY2WLM',
    memberships: [paid('c-cijferhof', 'employee', 'Accountant', 4_350, '2012-10-01', 27, 80), ...clientMemberships],
  }),
  newPerson('p-marijke', {
    name: 'Marijke Smit',
    email: 'marijke@korenmolen.example',
    password: 'rooster-klaar-op-vrijdag',
    situation: 'hr-officer',
    totpSecret: 'TUIHFMWBJUKJ7SVH2HZ7M4B5KLSYFCRR',
    memberships: [paid('c-korenmolen', 'hr', 'Medewerker personeelszaken', 3_240, '2015-02-16', 12, 72)],
  }),
  newPerson('p-noor', {
    name: 'Noor van Dijk',
    email: 'noor@kadehuis.example',
    password: 'sluisdeuren-gaan-samen-dicht',
    situation: 'administrator',
    totpSecret: 'JLLQ66RDDNOMSF5EKSDM2Q6JABF34BFM',
    isAdministrator: true,
    memberships: [paid('c-kadehuis', 'owner', 'Programmamanager', 5_480, '2014-01-02', 0, 48)],
  }),
  newPerson('p-lars', {
    name: 'Lars Visser',
    email: 'lars@zonnedauw.example',
    password: 'regen-in-de-kas-vandaag',
    situation: 'no-roll-out',
    memberships: [paid('c-zonnedauw', 'employee', 'Kweker', 2_510, '2020-04-01', 5, 120)],
  }),
  newPerson('p-wim', {
    name: 'Wim Dekker',
    email: 'wim@letterlust.example',
    password: 'lood-voor-iedere-letter',
    situation: 'text-message',
    phone: '+31612345678',
    memberships: [paid('c-letterlust', 'employee', 'Zetter', 2_710, '2008-03-03', 4, 64)],
  }),
  newPerson('p-riet', {
    name: 'Riet Hofstra',
    email: 'riet@letterlust.example',
    password: 'papier-ruikt-naar-regen',
    situation: 'no-smartphone',
    memberships: [paid('c-letterlust', 'employee', 'Boekbinder', 2_620, '2013-09-02', 2, 48)],
  }),
  newPerson('p-daan', {
    name: 'Daan Mulder',
    email: 'daan@korenmolen.example',
    password: 'gist-rijst-in-stilte',
    situation: 'colleague',
    totpSecret: 'BHTB3MBI3UOFQYC7D6LLWKLG7WBP2L4I',
    memberships: [paid('c-korenmolen', 'manager', 'Bedrijfsleider', 3_590, '2011-05-01', 8, 104)],
  }),
  newPerson('p-tess', {
    name: 'Tess Kuipers',
    email: 'tess@korenmolen.example',
    password: 'krentenbol-met-boter',
    situation: 'colleague',
    memberships: [paid('c-korenmolen', 'employee', 'Winkelmedewerker', 2_240, '2024-08-19', 2, 24)],
  }),
  newPerson('p-ahmed', {
    name: 'Ahmed Yılmaz',
    email: 'ahmed@korenmolen.example',
    password: 'bloem-tot-aan-de-ellebogen',
    situation: 'colleague',
    memberships: [paid('c-korenmolen', 'employee', 'Banketbakker', 2_790, '2017-01-09', 16, 80)],
  }),
  newPerson('p-nadia', {
    name: 'Nadia Bakker',
    email: 'nadia@vliet.example',
    password: 'vonken-tot-in-de-avond',
    situation: 'colleague',
    memberships: [paid('c-vliet', 'employee', 'Schilder', 2_690, '2019-10-01', 6, 48)],
  }),
]

/** The id that HR and the directory use for a membership. */
export const employeeLoginOf = (person: Pick<DemoPerson, 'id'>, membership: Pick<DemoMembership, 'company'>): string =>
  `e-${person.id.slice(2)}-${membership.company.slice(2)}`
