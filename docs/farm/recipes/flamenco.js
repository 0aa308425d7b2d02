// Flamenco job type: one task per share, then one that finalises. Lay it into the manager's scripts/ folder and restart the manager.
// Set the variable {setpiece} in the manager's settings to where the command is on each platform.

const JOB_TYPE = {
    label: "setpiece dataset",
    description: "Make a dataset in equal shares",
    settings: [
        { key: "experiment", type: "string", required: true, default: "tabletop", description: "Named combination of configs" },
        { key: "count", type: "int32", required: true, default: 1000, description: "Images" },
        { key: "shares", type: "int32", required: true, default: 16, description: "Tasks" },
        { key: "out", type: "string", required: true, subtype: "dir_path", description: "Folder that all workers share, or s3://..." },
    ],
};

function compileJob(job) {
    const settings = job.settings;
    const behind = author.Task("finalise", "misc");
    behind.addCommand(author.Command("exec", { exe: "{setpiece}", args: ["finalise", settings.out] }));
    for (let share = 0; share < settings.shares; share++) {
        const task = author.Task(`share-${share}`, "misc");
        const args = ["generate", `experiment=${settings.experiment}`, `count=${settings.count}`, `out=${settings.out}`];
        task.addCommand(author.Command("exec", { exe: "{setpiece}", args: args.concat([`share=${share}/${settings.shares}`]) }));
        behind.addDependency(task);
        job.addTask(task);
    }
    job.addTask(behind);
}
