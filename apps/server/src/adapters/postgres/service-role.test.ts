import { describe, expect, test } from 'vitest'
import { ensureServiceRole, type RoleSession } from './service-role.ts'

// Roles belong to the whole server, so the cases that need a server without the role are played by a session of ours.

interface Server {
  hasRole: boolean
  isMember: boolean
  /** SQLSTATE a statement fails with. */
  fails?: Record<string, string>
}

function sessionOn({ hasRole, isMember, fails = {} }: Server): RoleSession & { statements: string[] } {
  const statements: string[] = []
  return {
    statements,
    async query<Row extends object>(text: string) {
      const verb = text.split(' ', 1)[0] ?? ''
      if (verb !== 'SELECT') statements.push(verb)
      if (fails[verb]) throw Object.assign(new Error(`${verb} failed`), { code: fails[verb] })
      // The one query that reads a column asks for membership.
      const rows = [{ member: isMember }] as unknown as Row[]
      return { rows, rowCount: text.includes('FROM pg_roles') && !hasRole ? 0 : 1 }
    },
  }
}

describe('the service role', () => {
  const run = async (server: Server) => {
    const session = sessionOn(server)
    const warnings: string[] = []
    const usable = await ensureServiceRole(session, { warn: (message) => warnings.push(message) })
    return { usable, warnings, statements: session.statements }
  }

  test('is made and granted where there is none', async () => {
    expect(await run({ hasRole: false, isMember: false })).toEqual({ usable: true, warnings: [], statements: ['CREATE', 'GRANT'] })
  })

  test('is left as it is where the user has it', async () => {
    expect(await run({ hasRole: true, isMember: true })).toEqual({ usable: true, warnings: [], statements: [] })
  })

  test('is done without, with one line, where the user may not make it', async () => {
    const { usable, warnings } = await run({ hasRole: false, isMember: false, fails: { CREATE: '42501' } })
    expect(usable).toBe(false)
    expect(warnings).toEqual(['The database user may not create the role aob_service; the log is protected by triggers only.'])
  })

  test.each(['42710', '23505', 'XX000'])('a migrator of another database that makes it at the same moment does no harm (%s)', async (code) => {
    expect((await run({ hasRole: false, isMember: false, fails: { CREATE: code, GRANT: code } })).usable).toBe(true)
  })

  test('a grant the user may not give keeps the role usable for whoever has it', async () => {
    expect((await run({ hasRole: true, isMember: false, fails: { GRANT: '42501' } })).usable).toBe(true)
  })

  test('any other failure is one', async () => {
    await expect(run({ hasRole: false, isMember: false, fails: { CREATE: '57014' } })).rejects.toThrow('CREATE failed')
  })
})
