create table if not exists counter (name varchar primary key, total bigint not null, fence bigint not null);
create table if not exists step (counter varchar not null);
create table if not exists report (instance varchar not null);
merge into counter (name, total, fence) select * from (values ('plain', 0, 0), ('fenced', 0, 0)) as new (name, total, fence)
  where not exists (select 1 from counter where counter.name = new.name);
