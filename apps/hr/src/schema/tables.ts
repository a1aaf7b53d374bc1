// The TypeScript face of the migrations, written by hand and held against the migrated database by its test.

export type Role = 'employee' | 'manager' | 'hr' | 'accountant' | 'owner'

export type Tables = {
  key_check: { id: number; word_sealed: Buffer }
  company: { id: string; name: string; timezone: string }
  login: {
    id: string
    email: string
    password_hash: string
    name: string
    language: 'nl' | 'en'
    active: boolean
    sub: string | null
    linked_at: Date | null
    directory_sub: string | null
    logged_out_at: Date | null
    logouts: number
  }
  employee_login: { id: string; login_id: string; company_id: string; role: Role; active: boolean; sub: string | null }
  employment: {
    employee_login_id: string
    job: string
    monthly_salary_cents: number
    started_on: string
    commute_km: number
    number: string | null
  }
  payslip: {
    id: string
    employee_login_id: string
    period: string
    payday: string
    salary_cents: number
    holiday_allowance_cents: number
    pension_cents: number
    wage_tax_cents: number
    special_tax_cents: number
    travel_cents: number
    net_cents: number
  }
  leave_balance: {
    employee_login_id: string
    year: number
    statutory_hours: number
    extra_hours: number
    taken_hours: number
  }
  bank_account: { employee_login_id: string; iban_sealed: Buffer; holder: string; changed_at: Date }
  audit_entry: {
    id: string
    at: Date
    event: string
    login_id: string | null
    employee_login_id: string | null
    detail: string
  }
  session: {
    id: string
    token_hash: Buffer
    login_id: string
    kind: 'password' | 'sluis'
    company_id: string | null
    acr: string | null
    amr: string | null
    auth_time: Date | null
    issued_at: Date | null
    sid: string | null
    refresh_sealed: Buffer | null
    id_token_sealed: Buffer | null
    refreshed_at: Date | null
    refreshing_until: Date | null
    stepped_up_at: Date | null
    pop_up_passed_at: Date | null
    created_at: Date
    seen_at: Date
    ended_at: Date | null
    ended_by: 'sluis' | null
  }
  authorization_request: {
    state_hash: Buffer
    browser_hash: Buffer
    verifier_sealed: Buffer
    nonce: string
    asked_acr: string | null
    asked_max_age: number | null
    return_to: string
    login_id: string | null
    started_at: Date
    expires_at: Date
    consumed_at: Date | null
  }
  received_logout: { jti_hash: Buffer; sid: string | null; issued_at: Date; received_at: Date }
  attempt: { key: Buffer; wrong: number; last_at: Date; wait_until: Date | null }
  directory_push: {
    kind: 'company' | 'person'
    id: string
    told_hash: Buffer | null
    told_at: Date | null
    failed_tries: number
    next_try_at: Date | null
    problem: string | null
  }
}
