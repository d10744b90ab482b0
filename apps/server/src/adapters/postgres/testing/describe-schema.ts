import type { TestDatabase } from '../../../testing/services.ts'

/** What the catalogue says about the schema, as text that does not depend on the server's version or the order of creation. */
export async function describeSchema(database: TestDatabase): Promise<string> {
  const parts = await Promise.all(Object.entries(QUESTIONS).map(async ([title, query]) => [`# ${title}`, ...(await lines(database, query)), ''].join('\n')))
  return parts.join('\n')
}

async function lines(database: TestDatabase, query: string): Promise<string[]> {
  return (await database.query<{ line: string }>(`SELECT line FROM (${query}) AS described ORDER BY line COLLATE "C"`)).map((row) => row.line)
}

const QUESTIONS = {
  columns: `SELECT concat_ws(' ', table_name || '.' || column_name, data_type, 'collate ' || collation_name, CASE is_nullable WHEN 'NO' THEN 'not null' END,
      'default ' || column_default, CASE is_identity WHEN 'YES' THEN 'identity' END, 'generated ' || generation_expression) AS line
    FROM information_schema.columns WHERE table_schema = 'public'`,
  // Newer servers keep NOT NULL as constraints too; the columns tell that already.
  constraints: `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'`,
  indexes: `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
  triggers: `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal`,
  functions: `SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace`,
  'rights of aob_service': `SELECT table_name || ' ' || string_agg(privilege_type, ' ' ORDER BY privilege_type COLLATE "C") AS line
    FROM information_schema.role_table_grants WHERE grantee = 'aob_service' AND table_schema = 'public' GROUP BY table_name`,
}
