import { Hono } from 'hono';
import type { AppEnv } from '../http/context.ts';
import { downloadRoutes } from './download-routes.ts';
import { uploadRoutes } from './upload-routes.ts';

/** Everything about files: `POST /w/v1/files`, `POST /api/rooms/:room/files`, `GET /f/:room/:file`. */
export const fileRoutes = new Hono<AppEnv>().route('/', uploadRoutes).route('/', downloadRoutes);
