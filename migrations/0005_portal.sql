CREATE TABLE `client` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`user` text,
	`language` text DEFAULT '' NOT NULL,
	`time_zone` text DEFAULT '' NOT NULL,
	`invited_by` text NOT NULL,
	`invited_at` integer NOT NULL,
	`token_hash` text,
	`expires_at` integer NOT NULL,
	`activated_at` integer,
	`removed_at` integer,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user`) REFERENCES `client_user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `client_email` ON `client` (`account`,`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `client_token` ON `client` (`token_hash`);--> statement-breakpoint
CREATE INDEX `client_user_id` ON `client` (`user`);--> statement-breakpoint
CREATE TABLE `client_credential` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`password` text,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `client_user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `client_credential_user` ON `client_credential` (`user_id`);--> statement-breakpoint
CREATE TABLE `client_session` (
	`id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `client_user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `client_session_token_unique` ON `client_session` (`token`);--> statement-breakpoint
CREATE INDEX `client_session_user` ON `client_session` (`user_id`);--> statement-breakpoint
CREATE TABLE `client_user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer DEFAULT false NOT NULL,
	`image` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `client_user_email_unique` ON `client_user` (`email`);--> statement-breakpoint
CREATE TABLE `client_verification` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `client_verification_identifier` ON `client_verification` (`identifier`);--> statement-breakpoint
CREATE TABLE `held_mail` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`room` text NOT NULL,
	`person` text NOT NULL,
	`from` text NOT NULL,
	`subject` text NOT NULL,
	`reason` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `held_mail_account` ON `held_mail` (`account`,`at`);--> statement-breakpoint
CREATE TABLE `mail_mute` (
	`account` text NOT NULL,
	`person` text NOT NULL,
	`room` text NOT NULL,
	PRIMARY KEY(`account`, `person`, `room`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `matter` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`assignee` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `matter_account` ON `matter` (`account`);--> statement-breakpoint
CREATE TABLE `matter_person` (
	`matter` text NOT NULL,
	`account` text NOT NULL,
	`person` text NOT NULL,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`matter`, `person`),
	FOREIGN KEY (`matter`) REFERENCES `matter`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `matter_person_person` ON `matter_person` (`account`,`person`);--> statement-breakpoint
CREATE TABLE `portal` (
	`account` text PRIMARY KEY NOT NULL,
	`title` text DEFAULT '' NOT NULL,
	`logo` text,
	`colour` text DEFAULT '' NOT NULL,
	`host` text,
	`digest_minutes` integer DEFAULT 30 NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `portal_host` ON `portal` (`host`);--> statement-breakpoint
CREATE TABLE `reply_address` (
	`token` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`room` text NOT NULL,
	`person` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
