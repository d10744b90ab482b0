import { readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeWith, freshDatabase, POSTGRES, type TestDatabase } from '../../testing/services.ts'
import { createPostgres } from './postgres.ts'
import { describeSchema } from './testing/describe-schema.ts'

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url))
/** The released ones, in order. */
const NAMES = readdirSync(MIGRATIONS)
  .filter((file) => /^\d{4}_/.test(file))
  .map((file) => file.replace('.sql', ''))
  .sort()
/** A further one, so many places behind the last released. */
const another = (places = 1) => `${String(NAMES.length + places).padStart(4, '0')}_thing`
const quiet = { warn: () => undefined }

test('every migration has a number of its own, without a gap', () => {
  expect(NAMES.map((name) => Number(name.slice(0, 4)))).toEqual(NAMES.map((_, index) => index + 1))
})

describeWith(POSTGRES, 'migrations', (serverUrl) => {
  let database: TestDatabase
  let directory: string
  beforeEach(async () => {
    database = await freshDatabase(serverUrl)
    directory = await mkdtemp(join(tmpdir(), 'aob-migrations-'))
    await cp(MIGRATIONS, directory, { recursive: true })
  })
  afterEach(async () => {
    await database.drop()
    await rm(directory, { recursive: true })
  })
  const migrate = async (migrationsDir = MIGRATIONS) => {
    const postgres = createPostgres({ url: database.url, migrationsDir, logger: quiet })
    try {
      return await postgres.migrate()
    } finally {
      await postgres.close()
    }
  }
  const columnsOf = async (table: string) =>
    (await database.query<{ column_name: string }>('SELECT column_name FROM information_schema.columns WHERE table_name = $1', [table])).map(
      (row) => row.column_name,
    )

  test('the schema is the golden one', async () => {
    await migrate()
    await expect(await describeSchema(database)).toMatchFileSnapshot('./testing/schema.golden.txt')
  })

  test.each([
    ['DB-01', 'runs', ['run_id', 'workflow_id', 'status', 'started_at', 'ended_at', 'artifact_id']],
    ['DB-02', 'patches', ['patch_id', 'run_id', 'patch_jsonb', 'created_at', 'applied']],
    ['DB-03', 'artifact', ['artifact_id', 'kind', 'cas_id', 'created_at']],
    ['ES-02', 'event_log', ['run_id', 'seq', 'type', 'payload', 'actor', 'at']],
  ])('[%s] a fresh database has the table %s with its columns', async (_, table, columns) => {
    await migrate()
    expect(await columnsOf(table)).toEqual(expect.arrayContaining(columns))
  })

  test('[D-31] the workspace local and its user exist from the first day', async () => {
    await migrate()
    expect(await database.query('SELECT workspace_id, principal_id FROM workspaces JOIN principals USING (workspace_id)')).toEqual([
      { workspace_id: 'local', principal_id: 'local-user' },
    ])
  })

  test('[DB-05] the second time nothing changes', async () => {
    expect(await migrate()).toEqual(NAMES)
    const before = await describeSchema(database)
    expect(await migrate()).toEqual([])
    expect(await describeSchema(database)).toBe(before)
  })

  test('[DB-05] several migrators at once migrate once', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate()))
    expect(applied.flat()).toEqual(NAMES)
  })

  test('[DB-05] a migration that fails half-way leaves nothing behind and can be tried again', async () => {
    const path = join(directory, `${another()}.sql`)
    await writeFile(path, 'CREATE TABLE thing (a int); INSERT INTO thing VALUES (1); SELECT 1 / 0;')
    await expect(migrate(directory)).rejects.toThrow('division by zero')
    expect(await columnsOf('thing')).toEqual([])
    expect(await columnsOf('runs')).not.toEqual([])
    await writeFile(path, 'CREATE TABLE thing (a int);')
    expect(await migrate(directory)).toEqual([another()])
  })

  test('an applied migration that was edited is refused', async () => {
    await migrate()
    await writeFile(join(directory, '0001_record.sql'), '-- nothing')
    await expect(migrate(directory)).rejects.toMatchObject({ message: 'Migration 0001_record is not the one this database was migrated with.' })
  })

  test('a database that a newer version has migrated is refused', async () => {
    await writeFile(join(directory, `${another()}.sql`), 'CREATE TABLE thing (a int);')
    await migrate(directory)
    await expect(migrate()).rejects.toMatchObject({ message: `The database has migration ${another()}, which this version does not know.` })
  })

  test('a gap in the numbers is refused before anything happens', async () => {
    await writeFile(join(directory, `${another(2)}.sql`), 'SELECT 1')
    await expect(migrate(directory)).rejects.toMatchObject({ message: `Migration ${another(2)} leaves a gap in the numbering.` })
    expect(await columnsOf('runs')).toEqual([])
  })

  test('line endings do not make a migration another one', async () => {
    await migrate()
    const path = join(directory, '0001_record.sql')
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll('\n', '\r\n'))
    expect(await migrate(directory)).toEqual([])
  })
})
