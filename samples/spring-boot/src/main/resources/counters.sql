create table counter (name varchar primary key, total bigint not null, fence bigint not null);
create table step (counter varchar not null);
create table report (instance varchar not null);
insert into counter (name, total, fence) values ('plain', 0, 0), ('fenced', 0, 0);
