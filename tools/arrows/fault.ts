// What a rule finds: a place, and a sentence that says what is wrong there and what to do.

export type Fault = { path: string; line: number; sentence: string }
