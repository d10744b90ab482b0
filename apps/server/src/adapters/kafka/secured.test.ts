import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../testing/child-process.ts'
import { type Change, type PrivateKafka, startPrivateKafka } from '../../testing/private-kafka.ts'
import { describeWith } from '../../testing/services.ts'
import { createKafkaHotStore, type KafkaHotStoreOptions } from './hot-store.ts'

const JARS = { variable: 'AOB_TEST_KAFKA_JARS', name: 'Kafka of its own', optional: true } as const
const PASSWORD = 'the password of the test'
const MODULES = 'org.apache.kafka.common.security'

/** A second door beside the open one: encrypted, and for `aob` only. */
const secured =
  (port: number, keys: string): Change =>
  (own) => ({
    ...own,
    listeners: `${own.listeners},CLIENT://127.0.0.1:${port}`,
    'advertised.listeners': `${own['advertised.listeners']},CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': `${own['listener.security.protocol.map']},CLIENT:SASL_SSL`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': keys,
    'ssl.keystore.password': 'keys-of-the-test',
    'listener.name.client.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.client.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required user_aob="${PASSWORD}";`,
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${MODULES}.scram.ScramLoginModule required;`,
  })

async function makeKeys(directory: string): Promise<{ keys: string; certificate: string }> {
  const [keys, certificate] = [join(directory, 'keys.p12'), join(directory, 'certificate.pem')]
  const store = ['-keystore', keys, '-storetype', 'PKCS12', '-storepass', 'keys-of-the-test', '-alias', 'broker']
  for (const args of [
    ['-genkeypair', '-keyalg', 'RSA', '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-validity', '30', ...store],
    ['-exportcert', '-rfc', '-file', certificate, ...store],
  ]) {
    const run = spawnSync('keytool', args, { encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`keytool: ${run.stdout}${run.stderr}`)
  }
  return { keys, certificate: await readFile(certificate, 'utf8') }
}

describeWith(JARS, 'a Kafka that wants to know who we are', (jars) => {
  let directory: string
  let kafka: PrivateKafka
  let ca: string
  let port: number
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aob-keys-'))
    const made = await makeKeys(directory)
    ca = made.certificate
    port = await freePort()
    kafka = await startPrivateKafka(jars, secured(port, made.keys), ['--add-scram', `SCRAM-SHA-512=[name=aob,password=${PASSWORD}]`])
  })
  afterAll(async () => {
    await kafka.remove()
    await rm(directory, { recursive: true, force: true })
  })
  const open = (options: Partial<KafkaHotStoreOptions>) =>
    createKafkaHotStore({
      brokers: [`127.0.0.1:${port}`],
      partitions: 2,
      storeTimeoutMs: 8000,
      logger: { warn: () => undefined },
      tls: { ca },
      login: { mechanism: 'SCRAM-SHA-512', username: 'aob', password: PASSWORD },
      ...options,
    })

  test('with TLS and a password, by SCRAM and in plain', async () => {
    for (const mechanism of ['SCRAM-SHA-512', 'PLAIN'] as const) {
      const store = await open({ login: { mechanism, username: 'aob', password: PASSWORD } })
      await store.queue.append(1, 'events', { by: mechanism })
      expect((await store.queue.peek({ stream: 'events', partition: 1, count: 5 })).at(-1)).toMatchObject({ fields: { by: mechanism } })
      await store.close()
    }
  })

  test('a wrong password and a certificate that nobody vouches for are refused as unavailable', async () => {
    await expect(open({ login: { mechanism: 'SCRAM-SHA-512', username: 'aob', password: 'wrong' } })).rejects.toMatchObject({ code: 'service.unavailable' })
    await expect(open({ tls: {} })).rejects.toMatchObject({ code: 'service.unavailable', message: expect.stringContaining('self-signed') })
  })
})
