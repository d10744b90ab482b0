import { Admin } from '@platformatic/kafka'

/** Deletes every topic whose name begins with the prefix, as an operator would. */
export async function deleteTopicsOf(brokers: string, prefix: string): Promise<void> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers.split(',') })
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix))
    for (let at = 0; at < topics.length; at += 50) await admin.deleteTopics({ topics: topics.slice(at, at + 50) })
  } finally {
    await admin.close()
  }
}
