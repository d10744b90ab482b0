export * from './document/index.ts'
export * from './program/index.ts'
export * from './run/index.ts'
