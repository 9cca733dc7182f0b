import 'reflect-metadata';
import { Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';

@Controller('webhooks/agntix')
class Nothing {
  @Post(':endpoint')
  @HttpCode(204)
  receive(): void {
    // The measure: a POST that does nothing.
  }
}

@Module({ controllers: [Nothing] })
class Main {}

const app = await NestFactory.create<NestFastifyApplication>(Main, new FastifyAdapter(), {
  logger: false,
  rawBody: true,
});
app.useBodyParser(
  'application/json',
  { bodyLimit: 4_194_304 },
  (_request: unknown, body: Buffer, done: (error: null, body: Buffer) => void) => done(null, body),
);
await app.listen(0, '127.0.0.1');
process.send?.((app.getHttpServer().address() as AddressInfo).port);
