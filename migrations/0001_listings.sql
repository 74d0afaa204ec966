CREATE TABLE `advertiser` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`site` text NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `advertiser_name` ON `advertiser` (`site`,`name`);--> statement-breakpoint
CREATE INDEX `advertiser_account` ON `advertiser` (`account`);--> statement-breakpoint
CREATE TABLE `advertiser_operator` (
	`advertiser` text NOT NULL,
	`user` text NOT NULL,
	PRIMARY KEY(`advertiser`, `user`),
	FOREIGN KEY (`advertiser`) REFERENCES `advertiser`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `advertiser_operator_user` ON `advertiser_operator` (`user`);--> statement-breakpoint
CREATE TABLE `listing` (
	`site` text NOT NULL,
	`key` text NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`advertiser` text,
	PRIMARY KEY(`site`, `key`),
	FOREIGN KEY (`site`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`advertiser`) REFERENCES `advertiser`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `listing_advertiser` ON `listing` (`advertiser`);--> statement-breakpoint
ALTER TABLE `membership` ADD `listings_only` integer DEFAULT false NOT NULL;