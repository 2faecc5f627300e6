console.log(JSON.stringify({ client: "user code", delivered: true }));
