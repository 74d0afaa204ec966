CREATE TABLE `mobile` (
	`account` text NOT NULL,
	`user` text NOT NULL,
	`e164` text NOT NULL,
	`texts` integer DEFAULT false NOT NULL,
	`stopped_at` integer,
	`verified_at` integer NOT NULL,
	PRIMARY KEY(`account`, `user`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mobile_e164` ON `mobile` (`account`,`e164`);--> statement-breakpoint
CREATE TABLE `mobile_code` (
	`account` text NOT NULL,
	`user` text NOT NULL,
	`e164` text NOT NULL,
	`hash` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`account`, `user`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
